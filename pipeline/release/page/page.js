"use strict";
const said = JSON.parse(document.getElementById("charts").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
const drawn = new Map();
const WORDS = ["fr", "en"];

function inLanguage(value, language) {
  if (Array.isArray(value)) return value.map((part) => inLanguage(part, language));
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  if (keys.length === 2 && WORDS.every((word) => word in value)) return value[language];
  return Object.fromEntries(keys.map((key) => [key, inLanguage(value[key], language)]));
}

function look(width) {
  const style = getComputedStyle(root);
  const colour = (name) => style.getPropertyValue(name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const text = { labelColor: colour("--ink"), titleColor: colour("--quiet"), labelFont: font, titleFont: font };
  return {
    background: "transparent",
    font,
    axis: { ...text, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400, gridColor: colour("--line"),
      domainColor: colour("--line"), tickColor: colour("--line"), labelSeparation: 10, labelLimit: Math.max(90, Math.min(260, width * 0.4)) },
    axisTop: { labelAngle: width < 480 ? -90 : -40 },
    legend: { ...text, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400, orient: "top", labelLimit: 0 },
    range: { category: [colour("--accent"), colour("--second")], heatmap: [colour("--raised"), colour("--accent")],
      ramp: [colour("--raised"), colour("--accent")] },
    mark: { color: colour("--accent") }, text: { color: colour("--ink") }, view: { stroke: null },
    signals: [{ name: "ink", value: colour("--ink") }, { name: "accent", value: colour("--accent") },
      { name: "second", value: colour("--second") }],
  };
}

async function draw(place) {
  const language = root.dataset.language;
  const before = drawn.get(place);
  if (before) before.finalize();
  const config = look(place.clientWidth);
  const options = { actions: false, renderer: "svg", config };
  if (language === "fr") Object.assign(options, { formatLocale: said.formatLocale, timeFormatLocale: said.timeFormatLocale });
  drawn.set(place, await vegaEmbed(place, inLanguage(said.charts[place.dataset.chart], language), options));
}

async function drawAll() {
  for (const place of document.querySelectorAll(".chart")) await draw(place);
  root.dataset.drawn = root.dataset.language;
}

function speak(language) {
  root.dataset.language = language;
  root.lang = language;
  document.title = said.title[language];
  for (const button of document.querySelectorAll(".switch button"))
    button.setAttribute("aria-pressed", String(button.value === language));
  return drawAll();
}

for (const button of document.querySelectorAll(".switch button"))
  button.addEventListener("click", () => speak(button.value));
dark.addEventListener("change", drawAll);
const wanted = new URLSearchParams(location.search).get("lang") || navigator.language.slice(0, 2);
speak(WORDS.includes(wanted) ? wanted : "en");
