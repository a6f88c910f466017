import swagger from '@fastify/swagger';
import type { Api } from './api.ts';

const TAGS = [
  ['site', '站点静态 · Site'],
  ['public', '公众 · Public'],
  ['stations', '站点与序列 · Stations'],
  ['analytics', '热点与排行 · Analytics'],
  ['alarms', '告警 · Alarms'],
  ['push', '推送 · Push'],
  ['devices', '设备 · Devices'],
  ['operations', '运行 · Operations'],
  ['access', '访问 · Access'],
  ['health', '健康 · Health'],
] as const;

/** Makes the OpenAPI document of the routes registered afterwards; `app.swagger()` gives it. */
export async function describeRoutes(app: Api): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '观澜 Guanlan',
        version: '0.1.0',
        description:
          "城市生态环境指挥中心的实时数据接口 · Real-time data of a city's ecology-and-environment command centre",
      },
      tags: TAGS.map(([name, description]) => ({ name, description })),
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `def-${index}`,
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access ?? 'admin';
      return {
        schema: { ...schema, 'x-access': String(access), ...(access === 'public' ? { security: [] } : {}) },
        url,
      };
    },
  });
}
