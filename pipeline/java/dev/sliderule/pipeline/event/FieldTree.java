package dev.sliderule.pipeline.event;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;

/** The dotted paths of the fields to keep, as a tree that is walked along with the JSON. */
final class FieldTree {
  private final Map<String, FieldTree> children = new HashMap<>();
  private final int[] slots;
  private int slot = -1;

  FieldTree() {
    this(new int[1]);
  }

  /** All nodes of a tree share the counter of its slots. */
  private FieldTree(int[] slots) {
    this.slots = slots;
  }

  /** The slot of a path: a number from 0, the same for equal paths. */
  int slot(String path) {
    FieldTree node = this;
    for (String name : path.split("\\.", -1)) {
      node = node.children.computeIfAbsent(name, n -> new FieldTree(slots));
    }
    if (node.slot < 0) {
      node.slot = slots[0]++;
    }
    return node.slot;
  }

  /** The number of different paths in the tree. */
  int size() {
    return slots[0];
  }

  /** The node of a field of the object at this node; null if nothing in it is wanted. */
  @Nullable
  FieldTree child(String name) {
    return children.get(name);
  }

  /** The nodes of all fields that are wanted of the object at this node. */
  Collection<FieldTree> children() {
    return children.values();
  }

  /** The slot of the path that ends here; negative if none does. */
  int slot() {
    return slot;
  }
}
