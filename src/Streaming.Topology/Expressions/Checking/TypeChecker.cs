using Streaming.Topology.Expressions.Syntax;
using Streaming.Topology.Faults;

namespace Streaming.Topology.Expressions.Checking;

/// <summary>
/// Gives every part of an expression its type. All type faults of the expression are gathered; a part that has one is
/// null, and nothing more is said about what stands around it.
/// </summary>
sealed class TypeChecker(Scope scope, List<ExpressionFault> faults)
{
    /// <summary>Enough for a person to go on with; a name far from all others takes time to look for.</summary>
    const int MostFaults = 10;

    public Expr? Check(ExprSyntax syntax) =>
        faults.Count >= MostFaults
            ? null
            : syntax switch
            {
                NumberSyntax number => new NumberLiteral(number.Value),
                TextSyntax text => new StringLiteral(text.Value),
                BoolSyntax truth => new BoolLiteral(truth.Value),
                NameSyntax name => Name(name),
                UnarySyntax unary => Unary(unary),
                BinarySyntax binary => Binary(binary),
                CallSyntax { Name: "in" or "not in" } call => In(call),
                CallSyntax call => Call(call),
                _ => null,
            };

    Expr? Name(NameSyntax name)
    {
        if (scope.Find(name.Name) is { } column)
            return column;
        if (scope.WhyNot(name.Name) is { } reason)
            return Fault(name, $"'{name.Name}' cannot be used here", reason);
        return Fault(name, $"'{name.Name}' is not known", Suggestion.For(name.Name, scope.Names, "No names can be used here."));
    }

    Expr? Unary(UnarySyntax unary)
    {
        var wanted = unary.Operator == UnaryOperator.Not ? ExprType.Bool : ExprType.Number;
        var operand = Check(unary.Operand);
        if (operand is null || !Is(operand, wanted, unary.Operand, unary.Operator == UnaryOperator.Not ? "not" : "-"))
            return null;
        return operand is NumberLiteral literal ? new NumberLiteral(-literal.Number) : new Unary(unary.Operator, operand, wanted);
    }

    Expr? Binary(BinarySyntax binary)
    {
        var left = Check(binary.Left);
        var right = Check(binary.Right);
        if (left is null || right is null)
            return null;
        switch (binary.Operator)
        {
            case BinaryOperator.And or BinaryOperator.Or:
                return Is(left, ExprType.Bool, binary.Left, binary.Symbol) & Is(right, ExprType.Bool, binary.Right, binary.Symbol)
                    ? new Binary(binary.Operator, left, right, ExprType.Bool)
                    : null;
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                return Same(left, right, binary) ? new Binary(binary.Operator, left, right, ExprType.Bool) : null;
            case BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual:
                if (!Same(left, right, binary))
                    return null;
                return left.Type is ExprType.Number or ExprType.Timestamp
                    ? new Binary(binary.Operator, left, right, ExprType.Bool)
                    : Fault(
                        binary,
                        $"'{binary.Symbol}' has no meaning for a {Word(left.Type)}",
                        "Compare with == or !=, or order numbers and timestamps."
                    );
            case BinaryOperator.Subtract when left.Type == ExprType.Timestamp && right.Type == ExprType.Timestamp:
                return new Binary(binary.Operator, left, right, ExprType.Number);
            default:
                return Is(left, ExprType.Number, binary.Left, binary.Symbol) & Is(right, ExprType.Number, binary.Right, binary.Symbol)
                    ? new Binary(binary.Operator, left, right, ExprType.Number)
                    : null;
        }
    }

    Expr? In(CallSyntax call)
    {
        var arguments = call.Arguments.Select(Check).ToList();
        if (arguments.Count < 2)
            return Fault(call, "the list after `in` is empty", "Write at least one value: x in ('a', 'b').");
        var good = arguments[0] is not null;
        foreach (var (argument, syntax) in arguments.Zip(call.Arguments).Skip(1))
        {
            if (argument is null)
            {
                good = false;
            }
            else if (argument is not (NumberLiteral or StringLiteral or BoolLiteral))
            {
                good =
                    Fault(syntax, "the list after `in` holds something other than a number or 'text'", "Compare with == instead.")
                        is not null;
            }
            else if (arguments[0] is { } first && argument.Type != first.Type)
            {
                good =
                    Fault(syntax, $"a {Word(first.Type)} is never in a list with a {Word(argument.Type)}", "Write values of its own type.")
                        is not null;
            }
        }

        if (!good)
            return null;
        var result = new Call(Function.In, [.. arguments.OfType<Expr>()], ExprType.Bool);
        return call.Name == "in" ? result : new Unary(UnaryOperator.Not, result, ExprType.Bool);
    }

    Expr? Call(CallSyntax call)
    {
        if (!Signatures.ByName.TryGetValue(call.Name, out var signature))
            return Fault(call, $"there is no function '{call.Name}'", Suggestion.For(call.Name, [.. Signatures.ByName.Keys]));
        var arguments = call.Arguments.Select(Check).ToList();
        if (arguments.Count < signature.Parameters.Length || (arguments.Count > signature.Parameters.Length && !signature.Repeats))
            return Fault(call, $"{call.Name} has {arguments.Count} arguments", $"Write {signature}.");
        if (arguments.Contains(null))
            return null;
        ExprType? any = null;
        var good = true;
        for (var i = 0; i < arguments.Count; i++)
        {
            var wanted = signature.Parameters[Math.Min(i, signature.Parameters.Length - 1)] ?? (any ??= arguments[i]!.Type);
            good &= Is(arguments[i]!, wanted, call.Arguments[i], call.Name);
        }

        return good ? new Call(signature.Function, [.. arguments.OfType<Expr>()], signature.Result ?? any!.Value) : null;
    }

    bool Same(Expr left, Expr right, BinarySyntax binary)
    {
        if (left.Type == right.Type)
            return true;
        Fault(
            binary,
            $"a {Word(left.Type)} is compared with a {Word(right.Type)}",
            left.Type == ExprType.Timestamp || right.Type == ExprType.Timestamp
                ? "Use epoch(...) or hour(...) to make a number of a timestamp."
                : "Compare values of one type; text stands in quotes."
        );
        return false;
    }

    bool Is(Expr expression, ExprType wanted, ExprSyntax syntax, string by)
    {
        if (expression.Type == wanted)
            return true;
        Fault(syntax, $"'{by}' takes a {Word(wanted)} here, not a {Word(expression.Type)}", Cure(expression.Type, wanted));
        return false;
    }

    Expr? Fault(ExprSyntax at, string message, string cure)
    {
        faults.Add(new ExpressionFault(at.At, message, cure));
        return null;
    }

    public static string Word(ExprType type) => type.ToString().ToLowerInvariant();

    public static string Cure(ExprType given, ExprType wanted) =>
        (given, wanted) switch
        {
            (ExprType.Bool, ExprType.Number) => "Write if(condition, 1, 0) to make a number of it.",
            (ExprType.Timestamp, ExprType.Number) => "Use epoch(...), hour(...), weekday(...) or the difference of two timestamps.",
            (ExprType.Number, ExprType.Bool) => "Compare it with something, such as x > 0.",
            (ExprType.String, ExprType.Number) => "Use length(...), or declare the field as a double or an int.",
            (ExprType.String, ExprType.Bool) => "Compare it with something, such as x == 'a'.",
            _ => $"Write a {Word(wanted)}.",
        };
}
