package io.gatehouse.http.listener;

import io.gatehouse.api.listener.TargetForm;
import org.osgi.service.component.annotations.Component;

/** The form that the listeners give to paths and hosts. */
@Component(service = TargetForm.class)
public final class ListenerTargetForm implements TargetForm {

  @Override
  public String path(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) <= ' ' || path.charAt(i) > '~') {
        throw Faults.bad("the path has a character that is not visible ASCII");
      }
    }
    if (!path.startsWith("/")) {
      throw Faults.bad("the path does not begin with a slash");
    }
    return PathForm.canonical(path);
  }

  @Override
  public String authority(String authority) {
    return HostForm.canonical(authority);
  }
}
