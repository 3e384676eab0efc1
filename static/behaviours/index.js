// @ts-check
// Small habits of every page, each bound by a data- attribute. What needs more is a module of its room.
import "./check-all.js";
import "./confirm.js";
import "./copy.js";
import "./current-tab.js";
import "./dialog.js";
import "./handed-in.js";
import "./local-time.js";
import "./menu.js";
import "./sign-out.js";
import "./submit-on-change.js";
