using Streaming.Topology.Numbers;

namespace Streaming.Topology.Expressions.Syntax;

/// <summary>What was written, before names and types are looked at. At: position in the text, from 0.</summary>
internal abstract record ExprSyntax(int At);

internal sealed record NumberSyntax(DecimalNumber Value, int At) : ExprSyntax(At);

internal sealed record TextSyntax(string Value, int At) : ExprSyntax(At);

internal sealed record BoolSyntax(bool Value, int At) : ExprSyntax(At);

internal sealed record NameSyntax(string Name, int At) : ExprSyntax(At);

internal sealed record UnarySyntax(UnaryOperator Operator, ExprSyntax Operand, int At) : ExprSyntax(At);

/// <param name="Symbol">The operator as written, for messages.</param>
internal sealed record BinarySyntax(BinaryOperator Operator, string Symbol, ExprSyntax Left, ExprSyntax Right, int At) : ExprSyntax(At);

internal sealed record CallSyntax(string Name, IReadOnlyList<ExprSyntax> Arguments, int At) : ExprSyntax(At);
