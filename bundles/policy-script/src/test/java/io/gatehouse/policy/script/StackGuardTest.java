package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackGuardTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "try { f() } catch { g() } | try { f() } catch {# g() }",
        "try {} catch (e) {} finally {} | try {} catch (e) {#} finally {#}",
        "try {} catch ({ a = (1), b: { c } = {} }) {} | try {} catch ({ a = (1), b: { c } = {} })"
            + " {#}",
        "try {} /* x */ catch // y'\\n (e) \\n { } | try {} /* x */ catch // y'\\n (e) \\n {# }",
        "`a${(() => { try {} catch {} })()}b` | `a${(() => { try {} catch {#} })()}b`",
        "x = a / 2; y = b / 2; try {} catch {} | x = a / 2; y = b / 2; try {} catch {#}",
        "if (a) /'{/.test(a); try {} catch {} | if (a) /'{/.test(a); try {} catch {#}",
        "r = /[/'{]\\/catch{/g; try {} finally {} | r = /[/'{]\\/catch{/g; try {} finally {#}",
        "class A { catch(e) { } } | class A { catch(e) {# } }",
        "n++ / 2; try { f() } catch { } // x | n++ / 2; try { f() } catch {# } // x",
        "++n; try {} catch\u00a0{} | ++n; try {} catch\u00a0{#}",
        "async function f(a = {}) { f() } | async function f(a = {}) {# f() }",
        "export default async function* (a) { } | export default async function* (a) {# }",
        "p.map(async (a, { b } = {}) => { f() }) | p.map(async (a, { b } = {}) => {# f() })",
        "async a => { f() } | async a => {# f() }",
        "class A { static async * g() { } h() { } } | class A { static async * g() {# } h() { } }",
        "x = { async 'a b'() { }, c: {} } | x = { async 'a b'() {# }, c: {} }",
        "async(1) / 2; async () => {} | async(1) / 2; async () => {#}",
        "async () => f(), { a: 1 } | async () => <f()>, { a: 1 }",
        "const f = async a => a ? f(1) : g(2); h() | const f = async a => <a ? f(1) : g(2)>; h()",
        "x ? async () => a ?? b?.c : d | x ? async () => <a ?? b?.c> : d",
        "p(async (a) => ({ b: [1, 2] }), 3) | p(async (a) => <({ b: [1, 2] })>, 3)",
        "async a => async b => [a, b] | async a => <async b => <[a, b]>>",
        "f = async () => a\\n .b\\n + `${d}`\\ng() | f = async () => <a\\n .b\\n + `${d}`>\\ng()",
        "async () =>\\n await g() // h\\n++i | async () =>\\n <await g()> // h\\n++i",
        "`${async () => f(`${a}`)} b` | `${async () => <f(`${a}`)>} b`",
        "export default async () => /a,b;/.test(c) | export default async () => </a,b;/.test(c)>",
        "f(async () => a, async b => b) | f(async () => <a>, async b => <b>)",
        "x = { a: async () => b in c, d } | x = { a: async () => <b in c>, d }",
        "async () => a\\nin b | async () => <a\\nin b>",
        "async a => p ? async b => b : c | async a => <p ? async b => <b> : c>",
      })
  void blocksAreGuarded(String written, String guarded) {
    assertThat(StackGuard.guard(lines(written)))
        .isEqualTo(
            lines(guarded)
                .replace("#", "gatehouseStackGuard();")
                .replaceAll("<(?! )", "(/*guard*/gatehouseStackGuard(),")
                .replaceAll("(?<!=)>", "/*guard*/)"));
    assertThat(StackGuard.written(StackGuard.guard(lines(written)))).isEqualTo(lines(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p.catch((e) => { g() }).finally(() => { h() })",
        "p?.catch({})",
        "'catch {' + \"finally {\" + `catch {`",
        "// catch {\n/* finally { */",
        "x = { catch: 1, finally: { } }",
        "const caught = 1; function recatch() {}",
        "this.#catch = {}",
        "'not closed\n; try {} catch {}",
        "`not closed; try {} catch {}",
        "try {} catch {} }",
        "x = { async: {}, y: () => {} }; import { async } from 'a'; f.async({}, () => {})",
        "for await (const a of b) { c() } // async",
      })
  void nothingElseIsTouched(String text) {
    assertThat(StackGuard.guard(text)).isEqualTo(text);
  }

  @Test
  void columnsAreToldAsWritten() {
    String written = "try { a } catch { b } finally { async () => f( c ) }";
    String guarded = StackGuard.guard(written);

    assertThat(StackGuard.written(guarded)).isEqualTo(written);
    for (char name : new char[] {'a', 'b', 'c'}) {
      String place = " " + name + " ";
      int column = guarded.indexOf(place) + 2;
      assertThat(StackGuard.writtenColumn(guarded, column)).isEqualTo(written.indexOf(place) + 2);
    }
  }

  private static String lines(String text) {
    return text.replace("\\n", "\n");
  }
}
