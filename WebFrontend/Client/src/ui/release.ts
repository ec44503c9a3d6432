import { type ComponentChild, options, type VNode } from 'preact';

// The names under which the library keeps the component of a drawing and its parts; its own tools rely on them.
const COMPONENT = '__c';
const PARTS = '__k';

type Drawn = VNode & { readonly [COMPONENT]?: object | null; [PARTS]?: readonly ComponentChild[] | null };

/**
 * Whoever draws itself anew leaves its first drawing in what its parent was given, and each row that is drawn anew leaves a way from one drawing
 * to the next. So a list that lives long would hold every row that was ever in it. Here a drawing lets go of its parts as soon as there is a
 * newer one: nothing looks at them any more.
 */
export function releaseOldDrawings(): void {
  const newest = new WeakMap<object, Drawn>();
  const before = options.diffed;
  options.diffed = (vnode: VNode): void => {
    before?.(vnode);
    const drawn = vnode as Drawn;
    const component = drawn[COMPONENT];
    if (component == null) return;
    const old = newest.get(component);
    if (old !== undefined && old !== drawn) old[PARTS] = null;
    newest.set(component, drawn);
  };
}
