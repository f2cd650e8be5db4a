// The API reference: draws /openapi.json, one operation at a time, and sends requests to this server.
// Tokens live in `tokens` and nowhere else: reloading the page forgets them.

import { inside, learn, limits, resolve, sample, typeName, UNUSED } from "./schemas.js";

const main = document.querySelector("#main");
const areas = document.querySelector("#areas");
const filter = document.querySelector("#filter");

const tokens = { "X-Access-Token": "", "X-Conference-Authorization": "" };

let spec;
let operations; // by name, aliases left out

/** An element with attributes ("onclick" and the like are listeners) and children; null children are left out. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text with `code` in it. */
function inline(text) {
  return text.split(/`+([^`]+)`+/).map((part, index) => (index % 2 ? h("code", {}, part) : part));
}

function paragraphs(text) {
  return (text ?? "").split(/\n\s*\n/).filter(Boolean).map((each) => h("p", {}, inline(each)));
}

function section(title, ...children) {
  return h("section", {}, h("h2", {}, title), children);
}

function choices(schema) {
  const { enum: values, "x-enum-varnames": names, items } = resolve(schema);
  if (!values) return items ? choices(items) : null;
  const meaning = (index) => (names ? ` ${names[index].toLowerCase().replaceAll("_", " ")}` : null);
  return h("ul", { class: "choices" }, values.map((value, index) =>
    h("li", {}, h("code", {}, value), meaning(index))));
}

/** What there is to say of one parameter or field. */
function facts(name, schema, { required, description, place }) {
  const fault = resolve(schema)["x-fault"];
  return [
    h("div", { class: "fact" },
      h("code", { class: "name" }, name),
      h("span", { class: "type" }, typeName(schema)),
      place ? h("span", { class: "type" }, `in ${place}`) : null,
      required ? h("span", { class: "required" }, "required") : null,
      limits(schema).map((limit) => h("span", { class: "limit" }, limit))),
    description ? h("p", {}, inline(description)) : null,
    choices(schema),
    fault ? h("p", { class: "fault" }, inline(`refused with \`${fault.error_code}\` \`${fault.error_msg}\``)) : null,
  ];
}

/** The fields of an object; what is below them is drawn once it is opened. */
function tree(schema) {
  const { properties, required = [] } = inside(schema) ?? { properties: {} };
  return h("ul", { class: "tree" }, Object.entries(properties).map(([name, field]) => {
    const { description, items } = resolve(field);
    const told = description ?? resolve(items ?? {}).description;
    return h("li", {}, facts(name, field, { required: required.includes(name), description: told }), unfolding(field));
  }));
}

function unfolding(schema) {
  if (!inside(schema)) return null;
  const details = h("details", {}, h("summary", {}, "Fields"));
  details.addEventListener("toggle", () => details.append(tree(schema)), { once: true });
  return details;
}

/** The header as it is sent: account:password becomes Basic credentials. */
function headerValue(name, text) {
  if (name !== "Authorization" || !/^[^\s:]+:./.test(text)) return text;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`;
}

/** The request that the form describes, with `blank` in place of what is required and missing. */
function request(operation, form, blank = () => "") {
  const values = { path: {}, query: {}, header: {} };
  for (const input of form.querySelectorAll("[data-place]")) {
    const value = input.value || (input.required ? blank(input.name) : "");
    if (value) values[input.dataset.place][input.name] = value;
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values.path ? encodeURIComponent(values.path[name]) : whole);
  const query = new URLSearchParams(values.query).toString();
  const headers = Object.fromEntries(
    Object.entries(values.header).map(([name, text]) => [name, headerValue(name, text)]));
  const body = form.elements.body?.value || undefined;
  if (body) headers["Content-Type"] = "application/json";
  return { method: operation.method, url: location.origin + path + (query ? `?${query}` : ""), headers, body };
}

function curl({ method, url, headers, body }) {
  const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const parts = [`curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`];
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body) parts.push(`-d ${quoted(body)}`);
  return parts.join(" \\\n  ");
}

async function send(operation, form, output) {
  const { url, ...options } = request(operation, form);
  output.replaceChildren(h("p", { class: "quiet" }, "Waiting for the reply …"));
  const started = performance.now();
  try {
    const reply = await fetch(url, { ...options, credentials: "omit", cache: "no-store" });
    const body = parsed(await reply.text());
    output.replaceChildren(...shown(reply, body, Math.round(performance.now() - started)), keep(operation, body));
  } catch (error) {
    output.replaceChildren(h("p", { class: "status bad" }, `Not sent: ${error.message}`));
  }
}

function shown(reply, body, milliseconds) {
  return [
    h("p", { class: `status ${reply.ok ? "good" : "bad"}` }, `${reply.status} ${reply.statusText}`,
      h("span", { class: "quiet" }, `${milliseconds} ms`)),
    h("p", {}, reply.headers.get("X-Error-Detail")),
    h("pre", { tabindex: "0" }, typeof body === "string" ? body || "(empty)" : JSON.stringify(body, null, 2)),
    h("p", { class: "quiet small" }, `X-Request-Id ${reply.headers.get("X-Request-Id")}`),
  ];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Remember the token of a login, so that the next request can be sent; says so. */
function keep(operation, { accessToken, data }) {
  const name = accessToken ? "X-Access-Token" : "X-Conference-Authorization";
  const token = accessToken ?? (operation.operationId === "CreateConfToken" ? data?.token : undefined);
  if (!token) return "";
  tokens[name] = token;
  return h("p", { class: "quiet small" }, `Kept as ${name} for the next requests, until this page is reloaded.`);
}

function parameterField({ name, in: place, required, schema }) {
  const found = resolve(schema);
  const given = { name, required, "data-place": place, autocomplete: "off", spellcheck: "false" };
  return h("label", {},
    h("span", {}, name, required ? h("b", {}, " *") : null, h("span", { class: "quiet" }, ` ${place}`)),
    found.enum ? choiceField(given, found) : textField(given, found.default ?? found.type));
}

function choiceField(given, { enum: values, default: usual }) {
  const empty = h("option", { value: "" }, usual === undefined ? "" : `${usual} (default)`);
  return h("select", given, empty, values.map((each) => h("option", {}, each)));
}

function textField(given, hint) {
  const { name, required } = given;
  if (!(name in tokens)) {
    return h("input", { ...given, placeholder: name === "Authorization" ? "account:password, or the header" : hint });
  }
  // CreateConfToken takes its own token too, but as a way to do without a password.
  const value = required || name === "X-Access-Token" ? tokens[name] : "";
  const remember = (event) => { tokens[name] = event.target.value; };
  return h("input", { ...given, value, placeholder: "kept in memory only", oninput: remember });
}

function bodyField(operation, changed) {
  const schema = operation.requestBody?.content["application/json"].schema;
  if (!schema) return null;
  const text = (all) => JSON.stringify(sample(schema, all), null, 2);
  const area = h("textarea", { name: "body", spellcheck: "false", rows: 8, "aria-label": "Body" }, text(false));
  const fill = (all) => () => {
    area.value = text(all);
    area.rows = Math.min(24, Math.max(8, area.value.split("\n").length + 1));
    changed();
  };
  return h("div", { class: "body" },
    h("div", { class: "row" }, h("span", {}, "Body"),
      h("button", { type: "button", class: "plain", onclick: fill(false) }, "Required fields"),
      h("button", { type: "button", class: "plain", onclick: fill(true) }, "All fields")),
    area);
}

/** The form that sends a request, the curl line that would, and the reply. */
function tryIt(operation) {
  const line = h("pre", { tabindex: "0" });
  const output = h("div", { class: "output", "aria-live": "polite" });
  const blank = (name) => `YOUR_${name.toUpperCase().replaceAll("-", "_")}`;
  const changed = () => { line.textContent = curl(request(operation, form, blank)); };
  const parameters = operation.parameters.filter((each) => !UNUSED.test(each.description));
  const form = h("form", { novalidate: true, oninput: changed, onsubmit: (event) => {
    event.preventDefault();
    send(operation, form, output);
  } }, parameters.map(parameterField), bodyField(operation, () => changed()),
  h("button", {}, `Send to ${location.host}`));
  changed();
  const copy = () => navigator.clipboard.writeText(line.textContent);
  return h("aside", { "aria-label": "Try it" }, h("h2", {}, "Try it"), form, output,
    h("div", { class: "row" }, h("h2", {}, "curl"),
      // Browsers offer a clipboard to https and to localhost only.
      navigator.clipboard ? h("button", { type: "button", class: "plain", onclick: copy }, "Copy") : null),
    line);
}

function replies(operation) {
  return Object.entries(operation.responses).map(([status, reply]) => {
    const found = reply.$ref ? spec.components.responses[reply.$ref.split("/").pop()] : reply;
    const schema = found.content?.["application/json"].schema;
    const good = status < 300;
    return h("li", {},
      h("p", {}, h("code", { class: good ? "good" : "bad" }, status), ` ${found.description} `,
        good && schema ? h("span", { class: "type" }, typeName(schema)) : null),
      good && schema ? unfolding(schema) : null);
  });
}

function parameterList(parameters) {
  const used = parameters.filter((each) => !UNUSED.test(each.description));
  const rest = parameters.filter((each) => !used.includes(each)).map((each) => [" ", h("code", {}, each.name)]);
  return [
    h("ul", { class: "tree" }, used.map((each) =>
      h("li", {}, facts(each.name, each.schema, { ...each, place: each.in })))),
    rest.length ? h("p", { class: "quiet" }, "Read and ignored:", rest) : null,
  ];
}

function drawOperation(operation) {
  const { required, content } = operation.requestBody ?? {};
  const schema = content?.["application/json"].schema;
  const aliases = operation.aliases.map((each) => h("p", { class: "quiet" }, "also ", route(each)));
  return h("article", {},
    h("div", { class: "told" },
      h("a", { class: "back", href: "#" }, "‹ All operations"),
      h("h1", {}, operation.operationId), route(operation), aliases,
      paragraphs(operation.summary), paragraphs(operation.description),
      operation.parameters.length ? section("Parameters", parameterList(operation.parameters)) : null,
      schema ? section(required ? "Body" : "Body, optional", paragraphs(resolve(schema).about), tree(schema)) : null,
      section("Replies", h("ul", {}, replies(operation)))),
    tryIt(operation));
}

function route({ method, path }) {
  return h("span", { class: "route" }, methodBadge(method), h("code", {}, path));
}

function methodBadge(method) {
  return h("span", { class: `method ${method.toLowerCase()}` }, method);
}

function drawOverview() {
  const list = (rows, kind) => h("ul", { class: "tree" }, rows.map(({ name, description }) =>
    h("li", {}, h("span", { class: `name ${kind}` }, name), h("p", {}, inline(description)))));
  return h("article", { class: "overview" }, h("div", { class: "told" },
    h("h1", {}, `${spec.info.title} ${spec.info.version}`), paragraphs(spec.info.description),
    section("Credentials", list(Object.values(spec.components.securitySchemes), "header")),
    section("Areas", list(spec.tags, "area"))));
}

function drawNavigation() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (each) => words.every((word) => each.searched.includes(word));
  areas.replaceChildren(...spec.tags.map(({ name }) => {
    const found = [...operations.values()].filter((each) => each.tags[0] === name && fits(each));
    return found.length === 0 ? "" : h("section", {}, h("h2", { class: "area" }, name), h("ul", {}, found.map(link)));
  }));
  if (areas.textContent === "") areas.append(h("p", { class: "quiet" }, "Nothing fits."));
}

function link(operation) {
  const current = location.hash.slice(1) === operation.operationId && "page";
  return h("li", {}, h("a", { href: `#${operation.operationId}`, "aria-current": current, title: operation.summary },
    h("span", {}, operation.operationId), methodBadge(operation.method)));
}

function draw() {
  const operation = operations.get(location.hash.slice(1));
  document.body.classList.toggle("chosen", operation !== undefined);
  document.title = `${operation?.operationId ?? "API reference"} · ${spec.info.title}`;
  main.replaceChildren(operation ? drawOperation(operation) : drawOverview());
  drawNavigation();
  areas.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/** Every operation, with its aliases, its token among its parameters, and what the filter looks at. */
function collect() {
  const all = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, each]) => ({ ...each, path, method: method.toUpperCase() })));
  return new Map(all.filter((each) => !each["x-alias-of"]).map((each) => [each.operationId, {
    ...each,
    parameters: [...token(each), ...(each.parameters ?? [])],
    aliases: all.filter((other) => other["x-alias-of"] === each.operationId),
    searched: `${each.operationId} ${each.method} ${each.path} ${each.summary}`.toLowerCase(),
  }]));
}

function token({ security = [] }) {
  const schemes = security.flatMap(Object.keys).map((name) => spec.components.securitySchemes[name]);
  return schemes.filter((each) => each.name in tokens).map((each) =>
    ({ ...each, required: true, schema: { type: "string" } }));
}

filter.addEventListener("input", drawNavigation);
filter.addEventListener("keydown", (event) => {
  if (event.key === "Enter") areas.querySelector("a")?.click();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  filter.focus();
});
document.querySelector("#skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", () => {
  draw();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
});

try {
  spec = await (await fetch("/openapi.json")).json();
  learn(spec.components.schemas);
  operations = collect();
  document.querySelector("#version").textContent = spec.info.version;
  draw();
} catch (error) {
  main.replaceChildren(h("p", { class: "status bad" }, `The reference could not be loaded: ${error.message}`));
}
