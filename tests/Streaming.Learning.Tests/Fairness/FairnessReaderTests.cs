using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;
using Streaming.Topology.Plan;
using static Streaming.Learning.Tests.Fairness.Lender;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>How groups fare, from recorded history.</summary>
public sealed class FairnessReaderTests(DatabaseFixture database)
{
    const string Python = "/usr/bin/python3";

    const string Both = "age: { by: AGE, bands: [25, 60] }, sex: SEX";

    /// <summary>Every figure is one that another program finds, in another language, from the definitions.</summary>
    [Fact]
    public async Task Figures_are_those_of_an_independent_computation()
    {
        Assert.SkipUnless(File.Exists(Python), "needs python3: apt-get install python3");
        var plan = Lender.Plan(Both);
        var loans = Loans(4000, seed: 7);
        var report = await ReadAsync(plan, loans);

        var due = loans[^1].At - 2 * RecordedHistory.Day;
        using var expected = await ComputedAsync(loans, due);

        report.DueBefore.ShouldBe(new Timestamp(due));
        var figures = 0;
        foreach (var attribute in report.Attributes)
        {
            var groups = expected.RootElement.GetProperty(attribute.Name);
            attribute.Groups.Select(g => g.Name).Order().ShouldBe(groups.EnumerateObject().Select(g => g.Name).Order());
            foreach (var group in attribute.Groups)
            {
                var (rates, comparison) = (group.Rates!, group.Comparison!);
                var of = groups.GetProperty(group.Name);
                Same("selection", rates.Selection);
                Same("truePositive", rates.TruePositive);
                Same("falsePositive", rates.FalsePositive);
                Same("precision", rates.Precision);
                Same("unlabelled", rates.Unlabelled);
                SameEstimate("gap", group.Calibration!.Gap);
                SameEstimate("selectionRatio", comparison.SelectionRatio);
                SameEstimate("adverseRatio", comparison.AdverseRatio);
                SameEstimate("selectionDifference", comparison.SelectionDifference);
                SameEstimate("truePositiveDifference", comparison.TruePositiveDifference);
                SameEstimate("falsePositiveDifference", comparison.FalsePositiveDifference);
                SameEstimate("precisionDifference", comparison.PrecisionDifference);
                group.Calibration.Error.ShouldBe(of.GetProperty("error").GetDouble(), 1e-6);

                void Same(string name, Rate? rate) =>
                    SameEstimate(name, rate is null ? null : new Estimate(rate.Value, rate.Low, rate.High));

                void SameEstimate(string name, Estimate? found)
                {
                    var wanted = of.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToArray();
                    double[] own = [found!.Value, found.Low!.Value, found.High!.Value];
                    for (var i = 0; i < own.Length; i++)
                        own[i].ShouldBe(wanted[i], 1e-6, $"{attribute.Name} {group.Name} {name} [{i}]");
                    figures++;
                }
            }
        }

        figures.ShouldBe(5 * 12);
    }

    /// <summary>Twelve loans, counted by hand: of four to f two are granted, of eight to m six.</summary>
    [Fact]
    public async Task Figures_by_hand()
    {
        Loan[] loans =
        [
            Of("f", 0.1f, defaulted: false),
            Of("f", 0.2f, defaulted: true),
            Of("f", 0.9f, defaulted: false),
            Of("f", 0.45f, defaulted: true),
            Of("m", 0.1f, defaulted: false),
            Of("m", 0.1f, defaulted: false),
            Of("m", 0.1f, defaulted: false),
            Of("m", 0.2f, defaulted: false),
            Of("m", 0.3f, defaulted: true),
            Of("m", 0.3f, defaulted: null),
            Of("m", 0.9f, defaulted: true),
            Of("m", 0.6f, defaulted: null),
            // Nothing is due yet of what happened last.
            Of("m", 0.9f, defaulted: true) with
            {
                At = 9 * RecordedHistory.Day,
            },
        ];
        var report = await ReadAsync(Lender.Plan("sex: { by: SEX, reference: m }", "smallest: 1"), [.. loans.Index().Select(Named)]);

        var attribute = report.Attributes.ShouldHaveSingleItem();
        var (f, m) = (attribute.Groups[0], attribute.Groups[1]);
        Counts(f.Rates!.Selection).ShouldBe((2, 4));
        Counts(f.Rates.TruePositive).ShouldBe((1, 2));
        Counts(f.Rates.FalsePositive).ShouldBe((1, 2));
        Counts(f.Rates.Precision).ShouldBe((1, 2));
        Counts(f.Rates.Deserving).ShouldBe((2, 4));
        Counts(f.Rates.Unlabelled).ShouldBe((0, 4));
        Counts(m.Rates!.Selection).ShouldBe((6, 9));
        Counts(m.Rates.TruePositive).ShouldBe((4, 4));
        Counts(m.Rates.FalsePositive).ShouldBe((1, 2));
        Counts(m.Rates.Precision).ShouldBe((4, 5));
        Counts(m.Rates.Unlabelled).ShouldBe((2, 8));
        Counts(m.Rates.UnlabelledFavoured).ShouldBe((1, 6));
        Counts(m.Rates.UnlabelledAdverse).ShouldBe((1, 2));
        f.Comparison!.Against.ShouldBe("m");
        f.Comparison.SelectionRatio!.Value.ShouldBe(0.5 / (6.0 / 9), 1e-12);
        f.Comparison.TruePositiveDifference!.Value.ShouldBe(-0.5, 1e-12);
        f.Calibration!.MeanScore.ShouldBe((0.1 + 0.2 + 0.9 + 0.45) / 4, 1e-6);
        f.Calibration.Gap.Value.ShouldBe((0.1 + 0.2 + 0.9 + 0.45) / 4 - 0.5, 1e-6);
        f.Calibration.Bins.Select(b => (b.From, b.TrueShare.Hits, b.TrueShare.Of))
            .ShouldBe([(0.1, 0, 1), (0.2, 1, 1), (0.4, 1, 1), (0.9, 0, 1)]);
        m.Comparison.ShouldBeNull();

        static Loan Of(string sex, float score, bool? defaulted) => new("", RecordedHistory.Day, 40, sex, score, defaulted);

        static Loan Named((int Index, Loan Loan) loan) => loan.Loan with { Id = $"l{loan.Index}" };

        static (long, long) Counts(Rate? rate) => (rate!.Hits, rate.Of);
    }

    /// <summary>Whatever was decided about them, the report is the same.</summary>
    [Fact]
    public async Task Nothing_of_a_group_that_is_too_small_can_be_worked_out()
    {
        var loans = Loans(900, seed: 3);
        var few = loans.Select((loan, i) => i % 200 == 5 ? loan with { Sex = "x" } : loan).ToArray();
        Loan[] declined = [.. few.Select(loan => loan.Sex == "x" ? loan with { Score = 0.99f, Defaulted = false } : loan)];
        Loan[] granted = [.. few.Select(loan => loan.Sex == "x" ? loan with { Score = 0.01f, Defaulted = true } : loan)];
        var plan = Lender.Plan("sex: SEX");

        var one = await ReadAsync(plan, declined);
        var other = await ReadAsync(plan, granted);

        JsonSerializer.Serialize(other).ShouldBe(JsonSerializer.Serialize(one));
        var small = one.Attributes[0].Groups.Single(g => g.Name == "x");
        (small.State, small.Rows, small.Rates, small.Comparison).ShouldBe((GroupState.TooSmall, null, null, null));
    }

    [Fact]
    public async Task A_group_that_never_occurs_is_said_to()
    {
        var report = await ReadAsync(Lender.Plan("sex: { by: SEX, values: [f, m, d], reference: d }"), Loans(300, seed: 1));

        var attribute = report.Attributes[0];
        attribute
            .Groups.Select(g => (g.Name, g.State))
            .ShouldBe([("f", GroupState.Shown), ("m", GroupState.Shown), ("d", GroupState.NeverOccurs)]);
        attribute.ReferenceState.ShouldBe(GroupState.NeverOccurs);
        attribute.Groups.ShouldAllBe(g => g.Comparison == null);
        attribute.Ungrouped.ShouldBe(Loans(300, seed: 1).Count(l => l.Sex is null));
    }

    /// <summary>As gates judge a version that has not decided yet.</summary>
    [Fact]
    public async Task What_another_would_have_decided_is_what_it_decides()
    {
        var (plan, loans) = (Lender.Plan(Both), Loans(1500, seed: 9));
        Loan[] otherwise = [.. loans.Select((loan, i) => loan with { Score = loans[(i + 7) % loans.Length].Score })];
        var tally = new FairnessTally(plan.Topology, RecordedHistory.AllTime, labels: null, Timestamp.Beginning);

        foreach (var part in loans.Zip(otherwise).Chunk(400))
            tally.AddOther(Rows(plan, [.. part.Select(p => p.First)]), part.Select(p => p.Second.Score).ToArray());
        var decided = await ReadAsync(plan, otherwise);

        tally
            .Report()
            .Attributes.SelectMany(a => a.Groups.Select(g => (g.Name, g.Rates!.Selection)))
            .ShouldBe(decided.Attributes.SelectMany(a => a.Groups.Select(g => (g.Name, g.Rates!.Selection))));
    }

    /// <summary>Batches of before the topology had the field are in no group, and fail nothing.</summary>
    [Fact]
    public async Task Without_labels_and_before_the_field_was_there_what_can_be_told_is_told()
    {
        await using var store = await database.NewStoreAsync();
        var plan = Lender.Plan("sex: SEX, region: REGION", fields: "REGION: { type: string, optional: true }");
        await RecordAsync(store, Lender.Plan("sex: SEX"), Loans(500, seed: 6));
        var unlabelled = plan with { Topology = plan.Topology with { Labels = null } };

        var report = await new FairnessReader(store).ReadAsync(unlabelled, RecordedHistory.AllTime);

        (report.Rows, report.DueBefore).ShouldBe((500, null));
        report.Attributes[0].Groups.ShouldAllBe(g => g.Rates!.Selection != null && g.Rates.TruePositive == null && g.Calibration == null);
        (report.Attributes[1].Ungrouped, report.Attributes[1].Groups.Count).ShouldBe((500, 0));
    }

    [Fact]
    public async Task Ids_are_no_groups()
    {
        var plan = Lender.Plan("person: { by: LOAN }");

        var fault = await Should.ThrowAsync<StreamingException>(() => ReadAsync(plan, Loans(300, seed: 1)));

        fault.Message.ShouldContain("person has more than 50 different values (LOAN)");
        fault.Message.ShouldContain("`fairness.groups.person.values`");
    }

    [Fact]
    public async Task The_same_lineage_gives_the_same_however_it_lies_in_partitions()
    {
        var (plan, loans) = (Lender.Plan(Both), Loans(2000, seed: 5));
        // The spread of one sum in another order.
        (await WordsAsync(3)).ShouldBe(await WordsAsync(1));

        async Task<string> WordsAsync(int partitions) =>
            JsonSerializer.Serialize(
                (await ReadAsync(plan, loans, partitions)).Attributes.SelectMany(a =>
                    a.Groups.Select(g => new
                    {
                        g.Name,
                        g.Rates,
                        Ratio = g.Comparison!.SelectionRatio,
                        Error = Math.Round(g.Calibration!.Error, 9),
                    })
                )
            );
    }

    [Fact]
    public async Task Only_rows_of_the_period_count()
    {
        await using var store = await database.NewStoreAsync();
        var (plan, loans) = (Lender.Plan(Both), Loans(2000, seed: 5));
        await RecordAsync(store, plan, loans);
        var period = new TimeRange(new Timestamp(3 * RecordedHistory.Day), new Timestamp(5 * RecordedHistory.Day));

        var report = await new FairnessReader(store).ReadAsync(plan, period);

        report.Rows.ShouldBe(2 * 144);
    }

    async Task<FairnessReport> ReadAsync(PipelinePlan plan, Loan[] loans, int partitions = 1)
    {
        await using var store = await database.NewStoreAsync();
        await RecordAsync(store, plan, loans, partitions);
        return await new FairnessReader(store).ReadAsync(plan, RecordedHistory.AllTime);
    }

    static async Task<JsonDocument> ComputedAsync(Loan[] loans, long due)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Fairness", "oracle.py");
        using var process = Process.Start(
            new ProcessStartInfo(Python, [script])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        foreach (var loan in loans)
        {
            await process.StandardInput.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{loan.Age},{loan.Sex},{loan.Decision},{loan.Score:R},{loan.Defaulted},{loan.At < due}"
                )
            );
        }

        process.StandardInput.Close();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return JsonDocument.Parse(text);
    }
}
