/// Things to look at, the one with the least bound first; equal ones in no certain order.
struct BoundQueue<Element> {
  private var heap: [(bound: Double, element: Element)] = []

  mutating func push(_ element: Element, bound: Double) {
    var index = heap.count
    heap.append((bound, element))
    while index > 0 {
      let parent = (index - 1) / 2
      guard heap[index].bound < heap[parent].bound else { return }
      heap.swapAt(index, parent)
      index = parent
    }
  }

  mutating func pop() -> (bound: Double, element: Element)? {
    guard let last = heap.popLast() else { return nil }
    guard let least = heap.first else { return last }
    heap[0] = last
    var index = 0
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { return least }
      if child + 1 < heap.count, heap[child + 1].bound < heap[child].bound { child += 1 }
      guard heap[child].bound < heap[index].bound else { return least }
      heap.swapAt(index, child)
      index = child
    }
  }
}
