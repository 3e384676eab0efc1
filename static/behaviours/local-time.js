// @ts-check
// <time datetime="2026-11-03T09:12:00+00:00" data-local> shows the reader's own clock; data-local="date" only the day.
const whole = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium" });

for (const element of document.querySelectorAll("time[data-local]")) {
  if (!(element instanceof HTMLTimeElement)) continue;
  const at = new Date(element.dateTime);
  if (Number.isNaN(at.valueOf())) continue;
  element.title = element.title || element.dateTime;
  element.textContent = (element.dataset.local === "date" ? day : whole).format(at);
}
