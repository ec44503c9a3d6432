import { type Component, type ComponentChild, createElement, type FunctionComponent } from 'preact';

/** Renders again only if a property is another one. Signals read inside still do their part. */
export function memo<Props extends object>(inner: FunctionComponent<Props>): FunctionComponent<Props> {
  return function Memo(this: Component<Props>, props: Props): ComponentChild {
    this.shouldComponentUpdate = (next) => !sameFields(this.props, next);
    return createElement(inner, props);
  } as FunctionComponent<Props>;
}

export function sameFields(a: object, b: object): boolean {
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => Object.is(value, right.get(key)));
}
