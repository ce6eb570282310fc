import { isObject, type JsonObject } from '../../../../base/json';
import { saying } from '../../calls/controller-error';
import { decoded } from '../rendering/decode';
import { shapeOf } from '../rendering/shapes';

/**
 * A generator inside a matrix or merge, its own matrix or merge read as one that has neither template nor a third level:
 * what it has beside that is not read (argo-cd v3.5.7, `pkg/apis/application/v1alpha1/applicationset_types.go`).
 * @throws ControllerError for what Go cannot read
 */
export async function nestedIn(child: JsonObject): Promise<JsonObject> {
  const { matrix, merge, ...others } = child;
  const read = { isStrict: false, fromYaml: false };
  return {
    ...others,
    ...(isObject(matrix) && { matrix: decoded(matrix, shapeOf('NestedMatrixGenerator'), read) }),
    ...(isObject(merge) && {
      merge: await saying('error converting to nested merge generator', () =>
        decoded(merge, shapeOf('NestedMergeGenerator'), read),
      ),
    }),
  };
}
