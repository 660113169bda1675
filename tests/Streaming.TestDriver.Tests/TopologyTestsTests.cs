using Streaming.Topology;
using static Streaming.TestDriver.Tests.Pipelines;

namespace Streaming.TestDriver.Tests;

public sealed class TopologyTestsTests
{
    [Theory]
    [InlineData("card-fraud", 4)]
    [InlineData("machine-temperature", 2)]
    public void Tests_of_the_topologies_that_come_with_it_pass(string name, int count)
    {
        var results = TopologyTests.Run(TopologyLoader.Load(Path.Combine(Root, "topology", name))).ToList();
        results.SelectMany(r => r.Failures.Select(f => $"{r.Name}: {f}")).ShouldBeEmpty();
        results.Count.ShouldBe(count);
    }

    [Fact]
    public void A_test_fails_by_what_is_not_as_it_says_and_says_what_came()
    {
        var result = Run(
            """
              wrong:
                now: 2026-03-02T13:00:00Z
                events:
                  - { id: "1", at: "2026-03-02T12:00:00Z", customer: anna, shop: west, amount: 7.1 }
                  - { id: "2", at: "2026-03-02T12:00:01Z", customer: anna, shop: west }
                predictions:
                  - { event_id: 1, decision: look, features: { spent: 7.2, nothing: 1 } }
                quarantine: []
            """
        );
        result.Passed.ShouldBeFalse();
        result.Failures.ShouldBe([
            "predictions[1] (1): decision is pass, expected look.",
            "predictions[1] (1): features.spent is 7.1, expected 7.2.",
            "predictions[1] (1): there is no features.nothing; there are spent, sold, risk.",
            "quarantine: 0 expected, 1 came: missing-field.",
        ]);
    }

    [Fact]
    public void Numbers_are_compared_as_a_model_sees_them_and_what_is_not_said_may_be_anything() =>
        Run(
            """
              right:
                now: 2026-03-02T13:00:00Z
                events:
                  - { id: 2, at: "2026-03-02T12:00:00Z", customer: anna, shop: west, amount: "a lot" }
                  - { id: "3", at: "2026-03-02T12:00:01Z", customer: anna, shop: west, amount: 0.1 }
                predictions:
                  - { event_id: "3", features: { spent: 0.1 } }
                quarantine:
                  - { reason: wrong-type }
            """
        )
            .Failures.ShouldBeEmpty();

    // A test more would else make another topology of the file, under which lineage cannot go on without a new version.
    [Fact]
    public void Tests_are_no_part_of_what_lineage_records()
    {
        var bare = TwoStages.Text;
        var first = Text("  a:\n    events: [x]\n    quarantine: []\n");
        var second = Text("  b:\n    events: [y]\n    quarantine: []\n  c:\n    events: [z]\n    predictions: []\n");
        var (a, b) = (TopologyLoader.Parse(first), TopologyLoader.Parse(second));
        (a.Tests.Count, b.Tests.Count).ShouldBe((1, 2));
        a.ContentHash.ShouldBe(b.ContentHash);
        a.Text.ShouldBe(b.Text);
        TopologyLoader.HashOf(a.Text).ShouldBe(a.ContentHash);
        a.ContentHash.ShouldBe(TopologyLoader.Parse(bare.TrimEnd('\n') + "\n").ContentHash);
        // In the middle of the file, with other line ends.
        var middle = bare.Replace("output:", "tests:\n  a:\n    events: [x]\n    quarantine: []\noutput:", StringComparison.Ordinal)
            .Replace("\n", "\r\n", StringComparison.Ordinal);
        TopologyLoader.Parse(middle).Text.ShouldBe(bare.Replace("\n", "\r\n", StringComparison.Ordinal));

        string Text(string tests) => bare.TrimEnd('\n') + "\ntests:\n" + tests;
    }

    [Theory]
    [InlineData("  a: { events: [x] }\n", "asks for nothing")]
    [InlineData("  a: { predictions: [] }\n", "'events' is missing")]
    [InlineData("  a: { events: [x], predictions: [fine] }\n", "keys are wanted here")]
    [InlineData("  a: { events: [x], quarantine: [], now: soon }\n", "'soon' is not a time")]
    public void A_test_that_says_nothing_is_a_fault_of_the_file(string tests, string message) =>
        Should
            .Throw<StreamingException>(() => TopologyLoader.Parse(TwoStages.Text.TrimEnd('\n') + "\ntests:\n" + tests))
            .Message.ShouldContain(message);

    [Fact]
    public void Fields_of_a_test_are_sent_in_the_format_of_their_topic_and_text_as_it_stands()
    {
        var text = TwoStages
            .Text.Replace("  topic: orders\n", "  topic: orders\n  format: cloudevents\n", StringComparison.Ordinal)
            .Replace("  topic: complaints\n", "  topic: complaints\n  format: cloudevents\n", StringComparison.Ordinal);
        var topology = TopologyLoader.Parse(
            text.TrimEnd('\n')
                + """

                tests:
                  envelopes:
                    now: 2026-03-02T13:00:00Z
                    events:
                      - { id: "1", at: "2026-03-02T12:00:00Z", customer: anna, shop: west, amount: 7.5 }
                      - { id: "2", at: "2026-03-02T12:00:02Z", customer: anna, shop: west, amount: 1.5 }
                      - '{"id":"3","at":"2026-03-02T12:00:03Z","customer":"anna","shop":"west","amount":1}'
                    labels:
                      - { id: "1", at: "2026-03-02T12:00:00Z", known: "2026-03-02T12:00:01Z", shop: west, bad: true }
                    predictions:
                      - { event_id: "1", features: { spent: 7.5, risk: 0 } }
                      - { event_id: "2", features: { spent: 9, risk: 1 } }
                    quarantine:
                      - { reason: missing-field, detail: "The value is no CloudEvent: it has no specversion." }
                """
        );
        TopologyTests.Run(topology).Single().Failures.ShouldBeEmpty();
    }

    static TestResult Run(string tests) =>
        TopologyTests.Run(TopologyLoader.Parse(TwoStages.Text.TrimEnd('\n') + "\ntests:\n" + tests + "\n")).Single();
}
