package org.ssl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** {@code bom/pom.xml} has no parent, so nothing but this keeps it in step with the modules. */
class BomTest {

  private static final Path HOME = Path.of("..", "..");

  private static Document pom(String directory) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(HOME.resolve(directory).resolve("pom.xml").toFile());
  }

  private static List<String> texts(Document pom, String path) throws Exception {
    var nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }

  @Test
  void theBomNamesEveryModuleWhoseJarIsPublished() throws Exception {
    assertThat(texts(pom("bom"), "//dependencyManagement//artifactId"))
        .as("modules in bom/pom.xml")
        .containsExactlyInAnyOrderElementsOf(publishedBelow("."));
  }

  private static List<String> publishedBelow(String directory) throws Exception {
    List<String> published = new ArrayList<>();
    for (String module : texts(pom(directory), "/project/modules/module")) {
      String path = directory + "/" + module;
      Document pom = pom(path);
      if (texts(pom, "/project/packaging").contains("pom")) {
        published.addAll(publishedBelow(path));
      } else if (!texts(pom, "/project/properties/maven.deploy.skip").contains("true")) {
        published.addAll(texts(pom, "/project/artifactId"));
      }
    }
    return published;
  }

  @Test
  void theBomHasTheVersionOfTheProject() throws Exception {
    assertThat(texts(pom("bom"), "/project/version"))
        .isEqualTo(texts(pom("."), "/project/version"));
  }
}
