/* Keeps what is typed into a form until it is saved. Pages work without this file: the server keeps a form that is
   refused, and one that was sent after the sign-in had run out.

   What is typed goes to the server a moment after the last key, when a field is left and when the page is hidden. Where
   the server cannot be reached, the text stays in this tab (sessionStorage) and is put back when the form is opened
   again in it. */
(function () {
  "use strict";

  var main = document.querySelector("main[data-draft-url]");
  if (!main || !window.fetch || !window.FormData) {
    return;
  }
  var kept = main.dataset.draftUrl;
  var path = window.location.pathname;
  var WAIT_MS = 1500;

  var typable = function (form) {
    var fields = Array.prototype.filter.call(form.elements, function (field) {
      return field.name && field.type !== "hidden" && field.type !== "submit" && field.tagName !== "BUTTON";
    });
    var files = fields.some(function (field) {
      return field.type === "file";
    });
    var target = form.getAttribute("action");
    var here = !target || new URL(target, window.location.href).pathname === path;
    return here && fields.length > 0 && !files;
  };
  var forms = Array.prototype.filter.call(main.querySelectorAll("form.nsw-form[method=post]"), typable);
  if (forms.length !== 1) {
    return;
  }
  var form = forms[0];

  var collect = function () {
    var values = [];
    new FormData(form).forEach(function (text, name) {
      if (typeof text === "string" && name !== "csrfmiddlewaretoken" && name !== "version") {
        values.push([name, text]);
      }
    });
    return values;
  };
  var print = function (values) {
    return JSON.stringify(
      values.filter(function (pair) {
        return pair[0] !== "key";
      })
    );
  };

  var word = document.createElement("p");
  word.className = "reg-draft-word";
  word.setAttribute("role", "status");
  var actions = form.querySelector(".reg-actions");
  if (actions) {
    actions.insertAdjacentElement("afterend", word);
  } else {
    form.appendChild(word);
  }
  var say = function (text) {
    if (word.textContent !== text) {
      word.textContent = text;
    }
  };

  /* The tab's own copy, for its writer alone: somebody else may sign in here. */
  var shelf = "draft:" + (main.dataset.draftWriter || "") + ":" + path;
  var shelve = function (values) {
    try {
      if (values) {
        window.sessionStorage.setItem(shelf, JSON.stringify(values));
      } else {
        window.sessionStorage.removeItem(shelf);
      }
    } catch (error) {
      /* Storage may be full or forbidden; the page still holds the text. */
    }
  };
  var fill = function (values) {
    var texts = {};
    values.forEach(function (pair) {
      (texts[pair[0]] = texts[pair[0]] || []).push(pair[1]);
    });
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.type === "hidden" || field.type === "file") {
        return;
      }
      var own = texts[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = own.indexOf(field.value) >= 0;
      } else if (field.tagName === "SELECT" && field.multiple) {
        Array.prototype.forEach.call(field.options, function (option) {
          option.selected = own.indexOf(option.value) >= 0;
        });
      } else if (own.length && field.tagName !== "BUTTON") {
        field.value = own[0];
      }
    });
  };

  var last = print(collect());
  var timer = null;
  var sent = false;
  var running = null;

  var save = function (leaving) {
    window.clearTimeout(timer);
    timer = null;
    var values = collect();
    var now = print(values);
    if (sent || now === last) {
      return;
    }
    shelve(values);
    var version = form.elements.namedItem("version");
    var body = JSON.stringify({
      form: path,
      version: version ? Number(version.value) : null,
      values: values
    });
    if (running) {
      running.abort();
    }
    running = window.AbortController ? new window.AbortController() : null;
    window
      .fetch(kept, {
        method: "POST",
        credentials: "same-origin",
        keepalive: leaving && body.length < 60000,
        redirect: "error",
        signal: running && !leaving ? running.signal : undefined,
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value
        },
        body: body
      })
      .then(function (answer) {
        return answer.json().then(function (told) {
          if (!answer.ok) {
            throw new Error(told.message);
          }
          last = now;
          shelve(null);
          say("Draft kept at " + told.kept_at + ". It is not saved yet.");
        });
      })
      .catch(function (error) {
        if (error.name !== "AbortError") {
          say("Not kept on the server. Your text stays in this tab until you save it.");
        }
      });
  };

  var shelved = null;
  try {
    shelved = JSON.parse(window.sessionStorage.getItem(shelf));
  } catch (error) {
    shelved = null;
  }
  if (Array.isArray(shelved) && !document.querySelector("[data-error-summary]") && print(shelved) !== last) {
    fill(shelved);
    say("What you typed in this tab before is back in the form. It is not saved yet.");
    timer = window.setTimeout(save, WAIT_MS);
  } else {
    shelve(null);
  }

  form.addEventListener("input", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, WAIT_MS);
  });
  form.addEventListener("change", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, WAIT_MS);
  });
  form.addEventListener("focusout", function () {
    if (timer) {
      save(false);
    }
  });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") {
      save(true);
    }
  });
  window.addEventListener("pagehide", function () {
    save(true);
  });
  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) {
      return;
    }
    sent = true;
    window.clearTimeout(timer);
    if (running) {
      running.abort();
    }
    shelve(null);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      sent = false;
    }
  });
})();
