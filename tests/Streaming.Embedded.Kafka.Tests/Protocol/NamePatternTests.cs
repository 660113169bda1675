using CsCheck;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Protocol;

public sealed class NamePatternTests
{
    static readonly string[] Pieces = ["(", ")", "a", "{100}", "{9,}", "[", "]", "|", "*", "(?:", "(?x)", "#", "(?#", "\\d", "\n", "^"];

    [Theory]
    [InlineData("orders-.*", "orders-1", true)]
    [InlineData("orders-.*", "old-orders-1", false)]
    [InlineData("a|b", "b", true)]
    [InlineData("a|b", "ab", false)]
    [InlineData("t[0-9]{2,3}", "t12", true)]
    [InlineData("[]{}()]+x", "(x", true)]
    public void A_name_matches_as_a_whole(string expression, string topic, bool matches) =>
        NamePattern.Parse(expression).Pattern.ShouldNotBeNull().Matches(topic).ShouldBe(matches);

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(b")]
    [InlineData(@"(a)\1")]
    [InlineData("a(?=b)")]
    [InlineData("((a{100}){100}){100}")]
    [InlineData("((a[)]{100}){100}){100}")]
    [InlineData("(a|b{99999999999999999999}){2}")]
    public void What_is_wrong_or_too_large_is_refused(string expression)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        NamePattern.Parse(expression).Fault.ShouldNotBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10 << 20);
    }

    [Fact]
    public void Any_expression_is_taken_or_refused_and_takes_little_memory()
    {
        Gen.OneOf(
                Gen.String[Gen.Char["ab()[]{}|*+?.,^$\\-019xQE#:P<>="], 0, 40],
                Gen.Int[0, Pieces.Length - 1].Array[0, 25].Select(pieces => string.Concat(pieces.Select(i => Pieces[i])))
            )
            .Sample(
                expression =>
                {
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    NamePattern.Parse(expression).Pattern?.Matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
                    (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200L << 20, expression);
                },
                iter: 3000,
                threads: 1
            );
    }
}
