import { TerraformResource, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';

/** A resource that can carry tags; the provider's bindings give it these two members. */
interface Taggable {
  tagsInput?: Record<string, string>;
  tags: Record<string, string>;
}

function isTaggable(construct: IConstruct): construct is TerraformResource & Taggable {
  return TerraformResource.isTerraformResource(construct) && 'tagsInput' in construct;
}

/**
 * Gives every taggable resource of a stack the component's tags and a name. Tags that the platform shares come from the
 * provider's `default_tags`. A resource's own tags are kept, except where they contradict the component's.
 */
export class TagsAspect implements IAspect {
  readonly #prefix: string;
  readonly #required: Readonly<Record<string, string>>;

  constructor(prefix: string, required: Readonly<Record<string, string>>) {
    this.#prefix = prefix;
    this.#required = required;
  }

  visit(construct: IConstruct): void {
    if (!isTaggable(construct)) return;
    const name = `${this.#prefix}-${construct.node.id.replaceAll('_', '-')}`;
    construct.tags = { Name: name, ...construct.tagsInput, ...this.#required };
  }
}
