using Streaming.Topology.Model;

namespace Streaming.Topology.Expressions.Checking;

/// <summary>The names an expression may use.</summary>
sealed class Scope
{
    readonly Dictionary<string, ColumnRef> names = new(StringComparer.Ordinal);

    /// <summary>Names that exist elsewhere, with the reason they may not be used here.</summary>
    readonly Dictionary<string, string> elsewhere = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => names.Keys;

    public static Scope Of(IEnumerable<FieldModel> fields, string prefix = "")
    {
        var scope = new Scope();
        foreach (var field in fields)
            scope.names.TryAdd(prefix + field.Name, new ColumnRef(field.Name, TypeOf(field.Type)));
        return scope;
    }

    public Scope With(IEnumerable<string> names, ColumnKind kind)
    {
        var scope = Copy();
        foreach (var name in names)
            scope.names.TryAdd(name, new ColumnRef(name, ExprType.Number) { Kind = kind });
        return scope;
    }

    /// <summary>Adds <c>score</c>, whatever else bears that name.</summary>
    public Scope WithScore()
    {
        var scope = Copy();
        scope.names["score"] = new ColumnRef("score", ExprType.Number) { Kind = ColumnKind.Score };
        return scope;
    }

    public Scope Without(IEnumerable<string> names, string reason)
    {
        var scope = Copy();
        foreach (var name in names)
            scope.elsewhere.TryAdd(name, reason);
        return scope;
    }

    public ColumnRef? Find(string name) => names.GetValueOrDefault(name);

    public string? WhyNot(string name) => elsewhere.GetValueOrDefault(name);

    Scope Copy()
    {
        var scope = new Scope();
        foreach (var (name, column) in names)
            scope.names[name] = column;
        foreach (var (name, reason) in elsewhere)
            scope.elsewhere[name] = reason;
        return scope;
    }

    static ExprType TypeOf(FieldType type) =>
        type switch
        {
            FieldType.String => ExprType.String,
            FieldType.Bool => ExprType.Bool,
            FieldType.Timestamp => ExprType.Timestamp,
            _ => ExprType.Number,
        };
}
