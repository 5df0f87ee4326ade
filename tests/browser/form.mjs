// A form in the browser as a user sees it: fields are found by their key, in either engine.
import { openPage } from "./browser.mjs";

export const engines = ["json_forms", "react_jsonschema_form"];

const addButtons = { json_forms: "header button", react_jsonschema_form: ".rjsf-array-item-add button" };

export class Form {
  constructor(page, engine) {
    this.page = page;
    this.engine = engine;
  }

  static async open(browser, engine) {
    return new Form(await openPage(browser, engine), engine);
  }

  // `documents` as loadForm() gives them; `data` is what a configuration holds already, `errors` what
  // ipaas_validate says of it.
  async show(documents, { data, errors } = {}) {
    this.keys = Object.keys(documents.schema.properties);
    await this.page.evaluate((each) => window.showForm(each), { ...documents, data, errors });
    await this.page.locator(".control, .rjsf-field").first().waitFor();
  }

  data() {
    return this.page.evaluate(() => window.formData());
  }

  tabs() {
    return this.page.locator(".category-subcategories li").allInnerTexts();
  }

  async openTab(index) {
    const tab = this.page.locator(".category-subcategories li").nth(index);
    await tab.click();
    await this.page.locator(`.category-subcategories li.selected:nth-child(${index + 1})`).waitFor();
  }

  field(key) {
    return this.page.locator(`.root_properties_${key}`);
  }

  // The fields of the open tab that show, from top to bottom, each with its label as it stands there.
  fields() {
    return this.page.evaluate((keys) => {
      const found = keys
        .map((key) => ({ key, element: document.querySelector(`.root_properties_${key}`) }))
        .filter(({ element }) => element?.checkVisibility());
      const below = (a, b) => a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING;
      found.sort((a, b) => (below(a, b) ? -1 : 1));
      return found.map(({ key, element }) => ({
        key,
        label: element.querySelector("label, legend").innerText.trim(),
      }));
    }, this.keys);
  }

  // The same over all tabs.
  async allFields() {
    const count = (await this.tabs()).length;
    const all = await this.fields();
    for (let tab = 1; tab < count; ++tab) {
      await this.openTab(tab);
      all.push(...(await this.fields()));
    }
    if (count > 1) await this.openTab(0);
    return all;
  }

  async type(key, text) {
    await this.field(key).locator("input, textarea").first().fill(text);
  }

  async choose(key, label) {
    await this.field(key).locator("select").selectOption({ label });
  }

  async tick(key) {
    await this.field(key).locator("input[type=checkbox]").check();
  }

  async addToList(key, text) {
    const inputs = this.field(key).locator("input");
    const before = await inputs.count();
    await this.field(key).locator(addButtons[this.engine]).click();
    await inputs.nth(before).fill(text);
  }

  // What stands at a field as wrong; waits until there is something.
  async error(key) {
    const place = this.field(key).locator(".validation_error, .error-detail").first();
    await place.waitFor();
    return place.innerText();
  }

  async hasError(key) {
    return (await this.field(key).locator(".validation_error, .error-detail").count()) > 0;
  }
}
