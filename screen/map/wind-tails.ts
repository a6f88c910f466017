import { LayerExtension, type Layer } from '@deck.gl/core';
import type { ShaderModule } from '@luma.gl/shadertools';

type WindUniforms = { phase: number; tail: number };

const block = `\
layout(std140) uniform windUniforms {
  float phase;
  float tail;
} wind;
`;
const windModule = {
  name: 'wind',
  vs: block,
  fs: block,
  uniformTypes: { phase: 'f32', tail: 'f32' },
} as const satisfies ShaderModule<WindUniforms>;

/**
 * Tails that run along fixed lines on the GPU: the lines are uploaded when the wind changes, a frame only moves one
 * uniform. So the main thread pays nothing for two thousand tails.
 */
export class WindTails extends LayerExtension<{ readonly phase: { value: number } }> {
  static override extensionName = 'WindTails';
  static override defaultProps = { getAlong: { type: 'accessor', value: [0, 0, 0] } };

  override getShaders(): unknown {
    return {
      modules: [windModule],
      inject: {
        'vs:#decl': 'in vec3 instanceAlong;\nout vec2 trail;\n',
        'vs:#main-end': 'trail = vec2(mix(instanceAlong.x, instanceAlong.y, positions.x), instanceAlong.z);\n',
        'fs:#decl': 'in vec2 trail;\n',
        'fs:#main-end': `
  float head = fract(wind.phase + trail.y) * (1.0 + wind.tail);
  float behind = head - trail.x;
  float glow = behind < 0.0 ? 0.0 : max(0.0, 1.0 - behind / wind.tail);
  float ends = smoothstep(0.0, 0.12, trail.x) * (1.0 - smoothstep(0.9, 1.0, trail.x));
  fragColor.a *= ends * (0.22 + 0.78 * glow * glow);
`,
      },
    };
  }

  override initializeState(this: Layer): void {
    this.getAttributeManager()?.addInstanced({ instanceAlong: { size: 3, accessor: 'getAlong' } });
  }

  override draw(this: Layer, _params: unknown, extension: this): void {
    const wind: WindUniforms = { phase: extension.opts.phase.value, tail: 0.8 };
    this.setShaderModuleProps({ wind });
  }
}
