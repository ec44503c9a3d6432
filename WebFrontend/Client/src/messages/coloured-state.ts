/** A piece of code and the kind of thing it is, e.g. `hljs-keyword`; empty: nothing special. */
export type Coloured = { readonly text: string; readonly name: string };
