package io.gatehouse.config.document;

import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.definition.Setting;
import io.gatehouse.config.bind.Written;
import io.gatehouse.config.form.TextForm;
import java.util.List;
import java.util.Map;

/** What may stand under {@code match}. */
record MatchDocument(
    @Setting("Host names, exact or with a wildcard in front: *.example.com; all where left out")
        @Written(TextForm.HOST)
        List<String> hosts,
    @Setting("Paths: exact /a/b, template /a/{id} or prefix /a/**; all where left out")
        @Written(TextForm.PATH_PATTERN)
        List<String> paths,
    @Setting("HTTP methods; all where left out") @Written(TextForm.METHOD) List<String> methods,
    @Setting("Header fields with the exact value wanted, or * for any")
        @Written(keys = TextForm.FIELD_NAME, value = TextForm.FIELD_VALUE)
        Map<String, String> headers,
    @Setting("Query parameters with the exact value wanted, or * for any")
        @Written(keys = TextForm.FILLED)
        Map<String, String> query) {

  MatchDefinition definition() {
    return new MatchDefinition(hosts, paths, methods, headers, query);
  }
}
