using System.Text;
using System.Text.Json;
using CsCheck;
using Streaming.Events.Time;
using Streaming.Simulation.Running;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Simulation.Tests;

public sealed class FormulaTests
{
    static readonly FieldModel[] Fields =
    [
        new("A", FieldType.Double),
        new("M", FieldType.Double),
        new("T", FieldType.Timestamp),
        new("U", FieldType.Timestamp),
    ];

    /// <summary>A is 7, M is missing, T is Saturday 2018-08-11 17:42:30, U a minute and a half earlier.</summary>
    static readonly double[] Slots = [7, double.NaN, 1_534_009_350_000_000, 1_534_009_260_000_000];

    [Theory]
    [InlineData("A * 2 - 1", 13)]
    [InlineData("-A % 4", -3)]
    [InlineData("A / 0", double.NaN)]
    [InlineData("M + 1", double.NaN)]
    [InlineData("T - U", 90)]
    [InlineData("if(A > 5, 1, 2)", 1)]
    [InlineData("if(M > 5, 1, 2)", 2)]
    [InlineData("if(A > 5 and M > 5, 1, 2)", 2)]
    [InlineData("if(A > 5 or M > 5, 1, 2)", 1)]
    [InlineData("if(not (A < 5 and M > 5), 1, 2)", 1)]
    [InlineData("if(not (M > 5), 1, 2)", 2)]
    [InlineData("if(A in (1, 7), 1, 2)", 1)]
    [InlineData("if(A not in (1, 7) or is_null(M), 1, 2)", 1)]
    [InlineData("coalesce(M, A, 3)", 7)]
    [InlineData("coalesce(M, M)", double.NaN)]
    [InlineData("min(A, 3, 9) + max(A, 3, 9)", 12)]
    [InlineData("min(A, M)", double.NaN)]
    [InlineData("abs(-2.5) + floor(2.5) + ceil(2.5) + round(2.5) + sqrt(4)", 11.5)]
    [InlineData("weekday(T)", 5)]
    [InlineData("hour(T) * 100 + minute(T)", 1742)]
    [InlineData("month(T) * 100 + day(T)", 811)]
    [InlineData("epoch(T)", 1_534_009_350)]
    public void Formulas_compute_what_expressions_say(string text, double value) =>
        Formulas.Compile(Expression.Parse(text, Fields), name => Array.FindIndex(Fields, f => f.Name == name))(Slots).ShouldBe(value);

    [Fact]
    public void Times_are_written_to_the_microsecond() =>
        Gen.Long[0, 7_000_000_000_000_000]
            .Sample(micros =>
            {
                var json = new JsonBuffer();
                json.WriteTime(new Timestamp(micros));
                return JsonSerializer.Deserialize<DateTimeOffset>(Encoding.UTF8.GetString(json.Written.Span))
                    == DateTimeOffset.UnixEpoch.AddMicroseconds(micros);
            });
}
