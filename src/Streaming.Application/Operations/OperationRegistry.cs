namespace Streaming.Application.Operations;

/// <summary>
/// All operations, for those who must not forget one: doors that offer them by name, and tests. Whoever calls one operation names its
/// class instead. What starts jobs has the types of what it starts, and is made where it is used.
/// </summary>
public static class OperationRegistry
{
    /// <summary>By name, in its order.</summary>
    public static IReadOnlyList<IOperation> All { get; } =
    [
        .. typeof(IOperation)
            .Assembly.GetTypes()
            .Where(t => !t.IsAbstract && !t.IsGenericType && t.IsAssignableTo(typeof(IOperation)))
            .Select(t => (IOperation)Activator.CreateInstance(t)!)
            .OrderBy(o => o.Info.Name, StringComparer.Ordinal),
    ];
}
