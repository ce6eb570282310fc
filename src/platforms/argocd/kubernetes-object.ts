import { k8s } from '../../manifest/dialects/k8s-dialect';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { Outline } from '../../manifest/kind';
import { Value } from '../../manifest/dialects/value';

/** A document as an object of Kubernetes. */
export class KubernetesObject {
  constructor(readonly root: Value | undefined) {}

  static of({ root }: Outline | ManifestDocument): KubernetesObject {
    return new KubernetesObject(root instanceof Value ? root : root && new Value(root, k8s));
  }

  get apiVersion(): string {
    return this.textAt('apiVersion') ?? '';
  }

  get kind(): string {
    return this.textAt('kind') ?? '';
  }

  /** Undefined when it is missing or a template's. */
  get name(): string | undefined {
    return this.textAt('metadata', 'name');
  }

  /** Undefined where it is left to the one who applies the manifest. */
  get namespace(): string | undefined {
    return this.textAt('metadata', 'namespace');
  }

  label(name: string): string | undefined {
    return this.textAt('metadata', 'labels', name);
  }

  /** A text that is known as it stands; undefined when it is missing, empty, no text or a template's. */
  textAt(...path: readonly (string | number)[]): string | undefined {
    return textOf(this.root?.at(...path));
  }
}

/** The text of a value as it stands; undefined when it is missing, empty, no text or a template's. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.isString && !value.isMasked && value.text !== '' ? value.text : undefined;
}
