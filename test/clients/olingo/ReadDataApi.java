import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.communication.ODataClientErrorException;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.api.uri.URIBuilder;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.client.core.http.BasicAuthHttpClientFactory;
import org.apache.olingo.commons.api.edm.EdmEntitySet;
import org.apache.olingo.commons.api.format.ContentType;

/** Reads a Data API with Apache Olingo's client, and writes what it saw as one JSON object. The key is in DATA_API_KEY. */
public class ReadDataApi {
  private static final ODataClient CLIENT = ODataClientFactory.getClient();
  private static String root;

  public static void main(String[] arguments) throws Exception {
    root = arguments[0];
    CLIENT.getConfiguration()
        .setHttpClientFactory(new BasicAuthHttpClientFactory("olingo", System.getenv("DATA_API_KEY")));
    var service = CLIENT.getRetrieveRequestFactory().getServiceDocumentRequest(root).execute().getBody();
    var edm = CLIENT.getRetrieveRequestFactory().getMetadataRequest(root).execute().getBody();
    Map<String, Object> sets = new LinkedHashMap<>();
    for (EdmEntitySet set : edm.getEntityContainer().getEntitySets()) {
      Map<String, Object> seen = new LinkedHashMap<>();
      seen.put("address", service.getEntitySetURI(set.getName()).toString());
      seen.put("key", set.getEntityType().getKeyPredicateNames());
      seen.put("relations", set.getEntityType().getNavigationPropertyNames());
      seen.put("minimal", walk(set(set.getName()).build(), ContentType.JSON));
      seen.put("full", walk(set(set.getName()).build(), ContentType.JSON_FULL_METADATA));
      seen.put("none", walk(set(set.getName()).build(), ContentType.JSON_NO_METADATA));
      sets.put(set.getName(), seen);
    }
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("sets", sets);
    var chosen = read(
        set("conversations").filter("route eq 'DM'").expand("user").orderBy("id desc").top(3).count(true).build(),
        ContentType.JSON_FULL_METADATA);
    seen.put("count", chosen.getCount());
    seen.put("chosen", ids(chosen));
    seen.put("users", chosen.getEntities().stream()
        .map(one -> text(one.getNavigationLink("user").asInlineEntity().getEntity(), "id")).toList());
    String id = ids(chosen).get(0);
    seen.put("one", text(CLIENT.getRetrieveRequestFactory()
        .getEntityRequest(set("conversations").appendKeySegment(id).build()).execute().getBody(), "id"));
    seen.put("value", CLIENT.getRetrieveRequestFactory()
        .getValueRequest(set("conversations").appendKeySegment(id).appendPropertySegment("route").appendValueSegment()
            .build()).execute().getBody().toString());
    seen.put("total", CLIENT.getRetrieveRequestFactory()
        .getValueRequest(set("plugin-calls").count().build()).execute().getBody().toString());
    try {
      read(set("users").filter("nmae eq 'x'").build(), ContentType.JSON);
    } catch (ODataClientErrorException refused) {
      seen.put("error", refused.getODataError().getCode());
    }
    new ObjectMapper().writeValue(System.out, seen);
  }

  private static URIBuilder set(String name) {
    return CLIENT.newURIBuilder(root).appendEntitySetSegment(name);
  }

  private static ClientEntitySet read(URI address, ContentType format) {
    var request = CLIENT.getRetrieveRequestFactory().getEntitySetRequest(address);
    request.setFormat(format);
    return request.execute().getBody();
  }

  /** Id and stamp of every record from a page on. */
  private static List<String> walk(URI address, ContentType format) {
    List<String> records = new ArrayList<>();
    for (URI next = address; next != null; ) {
      ClientEntitySet page = read(next, format);
      for (ClientEntity one : page.getEntities()) records.add(text(one, "id") + " " + text(one, "last_updated_time"));
      next = page.getNext();
    }
    return records;
  }

  private static List<String> ids(ClientEntitySet page) {
    return page.getEntities().stream().map(one -> text(one, "id")).toList();
  }

  private static String text(ClientEntity entity, String property) {
    return entity.getProperty(property).getPrimitiveValue().toString();
  }
}
