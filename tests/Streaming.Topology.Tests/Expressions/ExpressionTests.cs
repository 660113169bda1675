using CsCheck;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Topology.Tests.Expressions;

public sealed class ExpressionTests
{
    static readonly FieldModel[] Fields =
    [
        new("A", FieldType.Double),
        new("N", FieldType.Int),
        new("S", FieldType.String),
        new("B", FieldType.Bool),
        new("T", FieldType.Timestamp),
        new("odd name", FieldType.Double),
    ];

    [Theory]
    [InlineData("1 + 2 * 3", "(1 + (2 * 3))")]
    [InlineData("1 - 2 - 3", "((1 - 2) - 3)")]
    [InlineData("(1 - 2) / 3 % 4", "(((1 - 2) / 3) % 4)")]
    [InlineData("-A * 2", "((-A) * 2)")]
    [InlineData("- -A", "(-(-A))")]
    [InlineData("2 - -3", "(2 - -3)")]
    [InlineData("A > 1 and B or not B", "(((A > 1) and B) or (not B))")]
    [InlineData("B || B && !B", "(B or (B and (not B)))")]
    [InlineData("not A > 1", "(not (A > 1))")]
    [InlineData("!B == B", "((not B) == B)")]
    [InlineData("T - T > 60", "((T - T) > 60)")]
    [InlineData("S == 'it''s' or S != \"x\"", "((S == 'it's') or (S != 'x'))")]
    [InlineData("S in ('a', 'b')", "in(S, 'a', 'b')")]
    [InlineData("S not in ('a')", "(not in(S, 'a'))")]
    [InlineData("not S in ('a') and N in (1, -2)", "((not in(S, 'a')) and in(N, 1, -2))")]
    [InlineData("if(A >= 1.5e3, A, N)", "if((A >= 1500), A, N)")]
    [InlineData("min(A, N, 3) + hour(T) + length(lower(S))", "((min(A, N, 3) + hour(T)) + length(lower(S)))")]
    [InlineData("`odd name` + 1", "(odd name + 1)")]
    [InlineData("F1 / F2", "(F1 / F2)")]
    [InlineData("coalesce(A, F1, 0)", "coalesce(A, F1, 0)")]
    [InlineData("is_null(S) == false", "(is_null(S) == False)")]
    public void Operators_bind_as_usual(string text, string meaning) =>
        Show(Expression.Parse(text, Fields, ["F1", "F2"])).ShouldBe(meaning);

    [Theory]
    [InlineData("", 0, "ends too early")]
    [InlineData("A +", 3, "ends too early")]
    [InlineData("A B", 2, "'B' is not expected here")]
    [InlineData("(A", 2, "')' is missing before the end")]
    [InlineData("A)", 1, "')' is not expected here")]
    [InlineData("A = 1", 2, "'=' does not belong")]
    [InlineData("A # 1", 2, "'#' does not belong")]
    [InlineData("1 < A < 2", 6, "comparisons do not chain")]
    [InlineData("7d + 1", 0, "'7d' is not a number")]
    [InlineData("1e999", 0, "too large")]
    [InlineData("S == 'abc", 5, "does not end")]
    [InlineData("S in 'a'", 5, "`in` needs a list")]
    [InlineData("S in ()", 2, "the list after `in` is empty")]
    [InlineData("S in ('a', 1)", 11, "a string is never in a list with a number")]
    [InlineData("S in ('a', S)", 11, "something other than a number or 'text'")]
    [InlineData("and A", 0, "has nothing on its left")]
    [InlineData("AA + 1", 0, "'AA' is not known")]
    [InlineData("huor(T)", 0, "there is no function 'huor'")]
    [InlineData("hour(A)", 5, "'hour' takes a timestamp here, not a number")]
    [InlineData("hour(T, T)", 0, "hour has 2 arguments")]
    [InlineData("if(A, 1, 2)", 3, "'if' takes a bool here, not a number")]
    [InlineData("if(B, 1, 'x')", 9, "'if' takes a number here, not a string")]
    [InlineData("A + S", 4, "'+' takes a number here, not a string")]
    [InlineData("T + 1", 0, "'+' takes a number here, not a timestamp")]
    [InlineData("A == S", 2, "a number is compared with a string")]
    [InlineData("S < 'b'", 2, "'<' has no meaning for a string")]
    [InlineData("A and B", 0, "'and' takes a bool here, not a number")]
    [InlineData("-S", 1, "'-' takes a number here, not a string")]
    public void A_fault_says_where_and_what(string text, int at, string message)
    {
        var fault = Should.Throw<ExpressionException>(() => Expression.Parse(text, Fields)).Faults.ShouldHaveSingleItem();

        fault.Message.ShouldContain(message);
        fault.At.ShouldBe(at);
        fault.Cure.ShouldNotBeEmpty();
    }

    [Fact]
    public void All_type_faults_are_found_at_once() =>
        Should.Throw<ExpressionException>(() => Expression.Parse("X + Y * hour(S)", Fields)).Faults.Select(f => f.At).ShouldBe([0, 4, 13]);

    [Fact]
    public void A_name_knows_whether_it_is_a_field_or_a_feature() =>
        Expression
            .Parse("A + F", Fields, ["A", "F"])
            .Columns()
            .Select(c => (c.Name, c.Kind))
            .ShouldBe([("A", ColumnKind.Field), ("F", ColumnKind.Feature)]);

    [Theory]
    [InlineData("(", 10_000)]
    [InlineData("-", 10_000)]
    [InlineData("not ", 10_000)]
    [InlineData("1+", 10_000)]
    [InlineData("if(B,1,", 5_000)]
    public void Depth_and_length_are_bounded(string part, int times) =>
        Should.Throw<ExpressionException>(() => Expression.Parse(string.Concat(Enumerable.Repeat(part, times)) + "1", Fields));

    [Fact]
    public void Any_text_parses_or_has_faults() =>
        Pick.From(
                "A",
                "S",
                "B",
                "T",
                "1",
                "'x'",
                "(",
                ")",
                ",",
                "+",
                "-",
                "*",
                "/",
                "%",
                "==",
                "<",
                "and",
                "or",
                "not",
                "in",
                "if(",
                "min(",
                " ",
                "!",
                "`",
                "\"",
                "é",
                "_",
                ".",
                "\0"
            )
            .Array[0, 20]
            .Sample(
                parts =>
                {
                    try
                    {
                        Expression.Parse(string.Concat(parts), Fields);
                    }
                    catch (ExpressionException e)
                    {
                        e.Faults.ShouldNotBeEmpty();
                    }
                },
                iter: 20_000
            );

    static string Show(Expr expression) =>
        expression switch
        {
            NumberLiteral number => $"{number.Value}",
            BoolLiteral truth => $"{truth.Value}",
            StringLiteral text => $"'{text.Value}'",
            ColumnRef column => column.Name,
            Unary unary => $"({(unary.Operator == UnaryOperator.Not ? "not " : "-")}{Show(unary.Operand)})",
            Binary binary => $"({Show(binary.Left)} {Symbol(binary.Operator)} {Show(binary.Right)})",
            Call call => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(call.Function.ToString())
                + $"({string.Join(", ", call.Arguments.Select(Show))})",
            _ => "?",
        };

    static string Symbol(BinaryOperator symbol) =>
        symbol switch
        {
            BinaryOperator.Add => "+",
            BinaryOperator.Subtract => "-",
            BinaryOperator.Multiply => "*",
            BinaryOperator.Divide => "/",
            BinaryOperator.Modulo => "%",
            BinaryOperator.Equal => "==",
            BinaryOperator.NotEqual => "!=",
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            BinaryOperator.GreaterOrEqual => ">=",
            BinaryOperator.And => "and",
            _ => "or",
        };
}
