// What the pages of all engines have in common: showForm() puts a form into the page, formData() is what
// the user has made of it.
import { createRoot } from "react-dom/client";

const place = document.getElementById("form");
let root;
let current;

export function mount(Form) {
  window.showForm = ({ data = {}, errors = [], ...documents }) => {
    root?.unmount();
    root = createRoot(place);
    current = data;
    document.documentElement.lang = documents.language;
    root.render(<Form {...documents} data={data} errors={errors} onChange={(next) => (current = next)} />);
  };
  window.formData = () => current;
}
