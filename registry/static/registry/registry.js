/* Every page works without this file. It starts the design system's components, moves the focus to an error summary,
   and keeps a form from being sent twice by a double click (the server would answer the second one with the first's
   result anyway). */
(function () {
  "use strict";

  if (window.NSW && window.NSW.initSite) {
    window.NSW.initSite();
  }

  var summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
  }

  document.querySelectorAll("form[method=post]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent === "yes") {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      window.setTimeout(function () {
        delete form.dataset.sent;
      }, 4000);
    });
  });

  /* A scroll container needs a stop for the keyboard only while there is something to scroll to. */
  document.querySelectorAll(".reg-table-scroll[tabindex]").forEach(function (region) {
    var set = function () {
      if (region.scrollWidth > region.clientWidth + 1) {
        region.setAttribute("tabindex", "0");
      } else {
        region.removeAttribute("tabindex");
      }
    };
    set();
    window.addEventListener("resize", set);
  });
})();
