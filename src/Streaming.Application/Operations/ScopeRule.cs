using System.Reflection;

namespace Streaming.Application.Operations;

/// <summary>A request about a model.</summary>
public interface IModelRequest
{
    /// <summary>The model.</summary>
    string Name { get; }
}

/// <summary>Whether a request stays where its caller's roles hold: the one place where that is decided.</summary>
static class ScopeRule
{
    /// <summary>False for whatever names neither a topology nor a model, unless its operation says that it touches none.</summary>
    public static bool Covers<TRequest>(RoleScope scope, OperationInfo operation, TRequest request) =>
        operation.Reach switch
        {
            Reach.Nothing or Reach.Job => true,
            // What is about a model of a topology's own must be its model.
            _ when Named<TRequest>.Topology is { } topology => topology(request) is { } name
                && scope.Topologies.Contains(name)
                && (request is not IModelRequest of || scope.Models.Contains(of.Name)),
            _ when request is IModelRequest model => scope.Models.Contains(model.Name),
            _ => false,
        };

    /// <summary>What a request names as its topology; null: its operation takes none.</summary>
    public static string? TopologyOf<TRequest>(TRequest request) => Named<TRequest>.Topology?.Invoke(request);

    /// <summary>What a request of a type can name, in words for a page.</summary>
    public static string Words(OperationInfo operation, Type request) =>
        operation.Reach switch
        {
            Reach.Nothing => "nothing",
            Reach.Job => "a job",
            _ when TopologyMember(request) is not null => "a topology",
            _ when request.IsAssignableTo(typeof(IModelRequest)) => "a model",
            _ => "everything",
        };

    static PropertyInfo? TopologyMember(Type request) =>
        request.GetProperty("Topology") is { } member && member.PropertyType == typeof(string) ? member : null;

    static class Named<TRequest>
    {
        public static readonly Func<TRequest, string?>? Topology = TopologyMember(typeof(TRequest))
            ?.GetMethod!.CreateDelegate<Func<TRequest, string?>>();
    }
}
