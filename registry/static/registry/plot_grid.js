/* The table of plots by keyboard, like a spreadsheet. Without this file it is a form of inputs that saves as well. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-plot-grid]");
  if (!form) {
    return;
  }
  var body = form.querySelector("tbody");
  var status = form.querySelector("[data-grid-status]");
  var addButton = form.querySelector("[data-add-row]");
  var MOST_ROWS = 100;
  var undone = [];

  var rowsOf = function () {
    return Array.prototype.slice.call(body.rows);
  };
  var cellsOf = function (row) {
    return Array.prototype.slice.call(row.querySelectorAll(".veg-cell"));
  };
  var placeOf = function (cell) {
    var row = cell.closest("tr");
    return { row: rowsOf().indexOf(row), column: cellsOf(row).indexOf(cell) };
  };
  var cellAt = function (row, column) {
    var found = rowsOf()[row];
    return found ? cellsOf(found)[column] || null : null;
  };
  var stored = function (cell) {
    if (cell.tagName === "SELECT") {
      var chosen = Array.prototype.find.call(cell.options, function (option) {
        return option.defaultSelected;
      });
      return chosen ? chosen.value : cell.options.length ? cell.options[0].value : "";
    }
    return cell.defaultValue;
  };
  var mark = function (cell) {
    cell.closest("td").classList.toggle("veg-grid-changed", cell.value !== stored(cell));
  };
  var tell = function (cell) {
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  };
  var say = function (text) {
    status.textContent = text;
  };

  /* Going to a cell chooses all of it, so that typing replaces; F2 puts the caret at its end instead. */
  var go = function (row, column) {
    var cell = cellAt(row, column);
    if (!cell || cell.disabled) {
      return false;
    }
    cell.focus();
    if (cell.select) {
      cell.select();
    }
    return true;
  };
  var editing = null;

  var set = function (cell, text) {
    if (cell.tagName === "SELECT") {
      var match = Array.prototype.find.call(cell.options, function (option) {
        return option.value === text || option.textContent.trim().toLowerCase() === text.trim().toLowerCase();
      });
      if (!match) {
        return false;
      }
      cell.value = match.value;
    } else {
      cell.value = text;
    }
    mark(cell);
    return true;
  };

  var addRow = function () {
    var rows = rowsOf();
    if (rows.length >= MOST_ROWS) {
      say("A table takes " + MOST_ROWS + " rows. Save it, then go on.");
      return false;
    }
    var model = rows[rows.length - 1];
    var number = Math.max.apply(
      null,
      rows.map(function (row) {
        return Number(row.dataset.row);
      })
    ) + 1;
    var copy = model.cloneNode(true);
    copy.dataset.row = String(number);
    copy.dataset.new = "";
    copy.querySelectorAll("input[type=hidden], .veg-grid-error").forEach(function (part) {
      part.remove();
    });
    copy.querySelectorAll(".veg-grid-changed").forEach(function (part) {
      part.classList.remove("veg-grid-changed");
    });
    cellsOf(copy).forEach(function (cell) {
      var name = cell.name.replace(/^r\d+-/, "");
      cell.name = "r" + number + "-" + name;
      cell.id = "id_" + cell.name;
      cell.disabled = false;
      cell.removeAttribute("aria-invalid");
      cell.removeAttribute("aria-describedby");
      cell.setAttribute(
        "aria-label",
        "New row " + (number + 1) + ":" + cell.getAttribute("aria-label").replace(/^[^:]*:/, "")
      );
      if (cell.tagName === "SELECT") {
        cell.value = model.querySelector("select.veg-cell") ? stored(model.querySelector("select.veg-cell")) : "";
      } else if (name !== "mga_zone") {
        cell.value = "";
        cell.setAttribute("value", "");
      } else {
        cell.value = cell.defaultValue || "56";
      }
    });
    body.appendChild(copy);
    return true;
  };

  var remember = function (changes) {
    if (changes.length) {
      undone.push(changes);
      if (undone.length > 200) {
        undone.shift();
      }
    }
  };
  var undo = function () {
    var changes = undone.pop();
    if (!changes) {
      say("There is nothing to take back.");
      return;
    }
    changes.forEach(function (change) {
      change.cell.value = change.before;
      mark(change.cell);
    });
    changes[0].cell.focus();
    tell(changes[0].cell);
    say(changes.length === 1 ? "One cell was taken back." : changes.length + " cells were taken back.");
  };

  var paste = function (from, text) {
    var lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    var place = placeOf(from);
    var changes = [];
    var left = 0;
    lines.forEach(function (line, down) {
      line.split("\t").forEach(function (word, across) {
        while (!cellAt(place.row + down, 0)) {
          if (!addRow()) {
            left += 1;
            return;
          }
        }
        var cell = cellAt(place.row + down, place.column + across);
        if (!cell || cell.disabled) {
          left += 1;
          return;
        }
        var before = cell.value;
        if (!set(cell, word.trim())) {
          left += 1;
        } else if (cell.value !== before) {
          changes.push({ cell: cell, before: before });
        }
      });
    });
    remember(changes);
    tell(from);
    say(
      changes.length + (changes.length === 1 ? " cell was filled." : " cells were filled.") +
        (left ? " " + left + " did not fit and were left out." : "")
    );
  };

  body.addEventListener("focusin", function (event) {
    if (event.target.classList.contains("veg-cell")) {
      editing = { cell: event.target, before: event.target.value, inside: false };
    }
  });
  body.addEventListener("focusout", function (event) {
    if (editing && editing.cell === event.target && editing.before !== event.target.value) {
      remember([{ cell: event.target, before: editing.before }]);
    }
  });
  body.addEventListener("input", function (event) {
    if (event.target.classList.contains("veg-cell")) {
      mark(event.target);
    }
  });
  body.addEventListener("mouseup", function () {
    if (editing) {
      editing.inside = true;
    }
  });
  body.addEventListener("paste", function (event) {
    var text = (event.clipboardData || window.clipboardData).getData("text");
    if (event.target.classList.contains("veg-cell") && /[\t\n]/.test(text.replace(/\r?\n$/, ""))) {
      event.preventDefault();
      paste(event.target, text);
      editing = { cell: event.target, before: event.target.value, inside: false };
    }
  });

  var STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  body.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (!cell.classList.contains("veg-cell") || event.isComposing) {
      return;
    }
    var place = placeOf(cell);
    var control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z" && !event.shiftKey) {
      if (editing && editing.before !== cell.value) {
        cell.value = editing.before;
        mark(cell);
        tell(cell);
      } else {
        undo();
      }
      event.preventDefault();
    } else if (event.key === "F2") {
      editing = editing || { cell: cell, before: cell.value };
      editing.inside = true;
      if (cell.setSelectionRange) {
        cell.setSelectionRange(cell.value.length, cell.value.length);
      }
      event.preventDefault();
    } else if (event.key === "Escape" && editing) {
      cell.value = editing.before;
      mark(cell);
      tell(cell);
      editing.inside = false;
      if (cell.select) {
        cell.select();
      }
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!go(place.row + (event.shiftKey ? -1 : 1), place.column) && !event.shiftKey && addRow()) {
        go(place.row + 1, place.column);
      }
    } else if (STEPS[event.key] && !event.altKey && !control && !event.shiftKey) {
      var sideways = STEPS[event.key][1] !== 0;
      /* Inside a cell the arrows move the caret; in a list up and down choose. */
      if ((sideways && editing && editing.inside) || (!sideways && cell.tagName === "SELECT")) {
        return;
      }
      if (go(place.row + STEPS[event.key][0], place.column + STEPS[event.key][1])) {
        event.preventDefault();
      }
    }
  });
  form.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  addButton.hidden = false;
  addButton.addEventListener("click", function () {
    if (addRow()) {
      go(rowsOf().length - 1, 0);
      say("A row was added.");
    }
  });
  form.querySelectorAll(".veg-cell").forEach(mark);
})();
