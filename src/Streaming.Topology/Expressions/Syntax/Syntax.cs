using Streaming.Topology.Numbers;

namespace Streaming.Topology.Expressions.Syntax;

/// <summary>What was written, before names and types are looked at. At: position in the text, from 0.</summary>
abstract record ExprSyntax(int At);

sealed record NumberSyntax(DecimalNumber Value, int At) : ExprSyntax(At);

sealed record TextSyntax(string Value, int At) : ExprSyntax(At);

sealed record BoolSyntax(bool Value, int At) : ExprSyntax(At);

sealed record NameSyntax(string Name, int At) : ExprSyntax(At);

sealed record UnarySyntax(UnaryOperator Operator, ExprSyntax Operand, int At) : ExprSyntax(At);

/// <param name="Symbol">The operator as written, for messages.</param>
sealed record BinarySyntax(BinaryOperator Operator, string Symbol, ExprSyntax Left, ExprSyntax Right, int At) : ExprSyntax(At);

sealed record CallSyntax(string Name, IReadOnlyList<ExprSyntax> Arguments, int At) : ExprSyntax(At);
