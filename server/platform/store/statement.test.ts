import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bindParameters, quoteText } from './parameters.ts';
import { codeOnly, endsWithSettings, kindOf, splitFormat, splitStatements, valuesOnOneLine } from './statement.ts';

test('semicolons in strings, names and comments cut nothing', () => {
  const file =
    `-- a; b\nCREATE TABLE \`x;y\` (s String DEFAULT 'it''s; \\'so\\';'); /* ; /* nested; */ ; ` +
    `*/\n;;\nSELECT "a;b" -- end;`;
  assert.deepEqual(splitStatements(file), [
    `-- a; b\nCREATE TABLE \`x;y\` (s String DEFAULT 'it''s; \\'so\\';')`,
    `SELECT "a;b" -- end;`,
  ]);
  assert.deepEqual(splitStatements('-- nothing;\n;'), []);
});

test('property: what is not code keeps its length, so that offsets agree', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("'", '"', '`', '\\', '-', '/', '*', ';', ' ', '\n', 'a', '{', '}') }),
      (sql) => {
        assert.equal(codeOnly(sql).length, sql.length);
      },
    ),
  );
});

test('property: statements of quoted texts come apart where they were joined', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (texts) => {
      const statements = texts.map((text) => `SELECT ${quoteText(text)}`);
      assert.deepEqual(splitStatements(statements.join(';\n')), statements);
    }),
  );
});

test('a format is split off only where it closes the statement', () => {
  assert.deepEqual(splitFormat('SELECT 1\nFORMAT JSONEachRow ;'), { text: 'SELECT 1', format: 'JSONEachRow' });
  assert.deepEqual(splitFormat(`SELECT 'FORMAT CSV'`), { text: `SELECT 'FORMAT CSV'`, format: null });
  assert.deepEqual(splitFormat('SELECT format FROM t -- FORMAT CSV'), { text: 'SELECT format FROM t', format: null });
});

test('a closing SETTINGS clause is told from a setting inside', () => {
  assert.equal(endsWithSettings('INSERT INTO t SELECT 1 SETTINGS a = 1, b = 2'), true);
  assert.equal(endsWithSettings('INSERT INTO t SELECT * FROM (SELECT 1 SETTINGS a = 1)'), false);
  assert.equal(endsWithSettings(`INSERT INTO t SELECT 'SETTINGS a = 1'`), false);
});

test('what a statement does is told by its first word, after comments', () => {
  assert.deepEqual(
    ['-- x\nSELECT 1', '/* y */ with a as (select 1) select 1', 'insert into t select 1', 'ALTER TABLE t'].map(kindOf),
    ['output', 'output', 'insert', 'other'],
  );
});

test('placeholders in strings and comments stay; a value cannot leave its quotes', () => {
  const bound = bindParameters(
    `SELECT {a:String}, '{a:String}', {t:DateTime('UTC')} -- {b:String}`,
    new Map([
      ['a', "x'); DROP TABLE t; --"],
      ['t', '1700000000'],
    ]),
  );
  assert.equal(
    bound,
    `SELECT 'x\\'); DROP TABLE t; --', '{a:String}', CAST('1700000000', 'DateTime(\\'UTC\\')') -- {b:String}`,
  );
  assert.equal(splitStatements(bound).length, 1);
});

test('property: a bound statement stays one statement', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const bound = bindParameters(
        'SELECT {v:String}, {n:Array(String)}, {i:Identifier}',
        new Map([
          ['v', value],
          ['n', value],
          ['i', value],
        ]),
      );
      assert.equal(splitStatements(bound).length, 1);
    }),
  );
});

test('inline rows go on one line: a blank one would end them', () => {
  assert.equal(
    valuesOnOneLine("INSERT INTO t (a)\nVALUES ('x\n\ny'), -- one\n\n ('z')", 'a = 1'),
    "INSERT INTO t (a) SETTINGS a = 1 VALUES ('x\\n\\ny'),          ('z')",
  );
  assert.equal(valuesOnOneLine('INSERT INTO t SELECT 1', 'a = 1'), null);
});
