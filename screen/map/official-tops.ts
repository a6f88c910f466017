import { LayerExtension, type Layer } from '@deck.gl/core';

/**
 * Light for columns: top faces keep the official colour to the bit, sides are darker by where they face. Lighting
 * models would tint the tops, and an official colour may never be tinted. Needs `flatShading` and `material: false`.
 */
export class OfficialTops extends LayerExtension {
  static override extensionName = 'OfficialTops';

  override getShaders(this: Layer): unknown {
    return {
      inject: {
        'fs:#main-end': `
  if (column.extruded && !column.isStroke) {
    vec3 faceNormal = normalize(cross(dFdx(position_commonspace.xyz), dFdy(position_commonspace.xyz)));
    float side = step(abs(faceNormal.z), 0.5);
    float light = 0.70 + 0.14 * dot(faceNormal.xy, vec2(-0.6, -0.8));
    fragColor.rgb = mix(vColor.rgb, vColor.rgb * light, side);
  }
`,
      },
    };
  }
}
