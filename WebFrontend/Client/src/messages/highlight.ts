// A chunk of its own, loaded with the first piece of code that names its language. A tree, never HTML.
import type { Root } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import type { Coloured } from './coloured-state.ts';

const lowlight = createLowlight({ bash, cpp, csharp, css, diff, go, java, json, python, rust, sql, typescript, xml, yaml });
lowlight.registerAlias({ typescript: ['js', 'javascript', 'jsx', 'ts', 'tsx'], bash: ['console', 'shell'] });

/** Longer pieces stay as they are: colouring them would hold up the page. */
const LONGEST = 20_000;

/** The text in pieces with the class of each; null: a language that is not known here. */
export function colour(language: string, text: string): Coloured[] | null {
  if (text.length > LONGEST || !lowlight.registered(language)) return null;
  return flat(lowlight.highlight(language, text));
}

function flat(root: Root): Coloured[] {
  const pieces: Coloured[] = [];
  const walk = (nodes: Root['children'], name: string): void => {
    for (const node of nodes) {
      if (node.type === 'text') pieces.push({ text: node.value, name });
      else if (node.type === 'element') walk(node.children, String((node.properties['className'] as string[] | undefined)?.[0] ?? name));
    }
  };
  walk(root.children, '');
  return pieces;
}
