using Streaming.Lineage.Store;

namespace Streaming.Lineage.Tests.Store;

public sealed class AppendRuleTests
{
    static readonly byte[] Ours = [1, 2, 3];
    static readonly byte[] Theirs = [1, 2, 4];

    [Fact]
    public void Our_hash_at_our_version_means_appended_whatever_came_after()
    {
        AppendRule.Decide(5, Ours, new StoredFacts(6, Ours)).ShouldBe(AppendVerdict.Appended);
        AppendRule.Decide(5, Ours, new StoredFacts(9, Ours)).ShouldBe(AppendVerdict.Appended);
    }

    [Fact]
    public void Another_hash_at_our_version_means_conflict() =>
        AppendRule.Decide(5, Ours, new StoredFacts(6, Theirs)).ShouldBe(AppendVerdict.Conflicted);

    [Fact]
    public void The_version_before_ours_as_the_tail_means_nothing_was_written() =>
        AppendRule.Decide(5, Ours, new StoredFacts(4, null)).ShouldBe(AppendVerdict.NotWritten);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Any_other_tail_means_conflict(long tail) =>
        AppendRule.Decide(5, Ours, new StoredFacts(tail, null)).ShouldBe(AppendVerdict.Conflicted);
}
