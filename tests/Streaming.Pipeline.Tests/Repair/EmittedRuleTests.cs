using Streaming.Pipeline.Repair;

namespace Streaming.Pipeline.Tests.Repair;

public sealed class EmittedRuleTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_record_that_would_be_there_and_is_not_was_never_emitted(bool seen, bool complete) =>
        EmittedRule.NeverEmitted([new ExpectedPlace(Seen: false, Complete: false), new ExpectedPlace(seen, complete)]).ShouldBeTrue();

    [Fact]
    public void A_record_that_may_have_been_deleted_says_nothing() =>
        EmittedRule.NeverEmitted([new ExpectedPlace(Seen: false, Complete: false)]).ShouldBeFalse();

    [Fact]
    public void A_record_without_a_key_may_have_gone_anywhere() => EmittedRule.NeverEmitted([]).ShouldBeFalse();
}
