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

  /* A page that waits for something replaces its changing part by itself; without JavaScript it reloads instead. */
  var watch = function () {
    var live = document.querySelector("[data-live-page][data-refresh-seconds]");
    if (!live || !window.fetch || !window.DOMParser) {
      return;
    }
    window.setTimeout(function () {
      window
        .fetch(window.location.href, { credentials: "same-origin" })
        .then(function (answer) {
          return answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)));
        })
        .then(function (text) {
          var fresh = new DOMParser().parseFromString(text, "text/html");
          var part = fresh.querySelector("[data-live-page]");
          if (!part) {
            window.location.reload();
            return;
          }
          document.title = fresh.title;
          live.replaceWith(document.adoptNode(part));
          watch();
        })
        .catch(watch);
    }, Number(live.dataset.refreshSeconds) * 1000);
  };
  watch();

  /* A scroll container needs a stop for the keyboard, and a word that there is more, only while there is something
     to scroll to. */
  document.querySelectorAll(".reg-table-scroll[tabindex]").forEach(function (region) {
    var hint = document.createElement("p");
    hint.className = "reg-scroll-hint";
    hint.setAttribute("aria-hidden", "true");
    hint.textContent = "Scroll sideways for more columns";
    region.prepend(hint);
    var set = function () {
      var hidden = region.scrollWidth - region.clientWidth;
      hint.hidden = hidden <= 1;
      region.classList.toggle("reg-table-scroll--more", hidden - region.scrollLeft > 1);
      if (hidden > 1) {
        region.setAttribute("tabindex", "0");
      } else {
        region.removeAttribute("tabindex");
      }
    };
    set();
    region.addEventListener("scroll", set, { passive: true });
    window.addEventListener("resize", set);
    if (document.fonts && document.fonts.ready) {
      document.fonts.ready.then(set);
    }
    var within = region.closest("details");
    if (within) {
      within.addEventListener("toggle", set);
    }
  });
})();
