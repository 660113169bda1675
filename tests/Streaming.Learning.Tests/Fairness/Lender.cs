using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>A lender, and lineage as its stages would have recorded it: who asked, what was decided, and who paid back.</summary>
static class Lender
{
    const string Topology = """
        topology: lender
        version: 1
        source:
          topic: requests
          key: PERSON
          id: LOAN
          time: AT
          fields:
            LOAN: string
            AT: timestamp
            PERSON: int
            AGE: int
            SEX: { type: string, optional: true }
            INCOME: double
        labels:
          topic: labels
          id: LOAN
          time: AT
          known: KNOWN
          delay: 2d
          target: DEFAULTED
          fields: { DEFAULTED: bool }
        features:
          INCOME: INCOME
        score:
          model: lender
          rule: 0
          decide: { declined: score >= 0.5, looked_at: score >= 0.4, granted: otherwise }

        """;

    /// <param name="groups">What the file says of groups.</param>
    /// <param name="more">Further keys of <c>fairness</c>.</param>
    /// <param name="fields">Further fields of events.</param>
    public static PipelinePlan Plan(string groups, string more = "smallest: 10", string fields = "") =>
        PlanCompiler.Compile(
            TopologyLoader.Parse(
                Topology.Replace("    INCOME: double\n", $"    INCOME: double\n    {fields}\n", StringComparison.Ordinal)
                    + $"fairness: {{ adverse: [declined, looked_at], {more}, groups: {{ {groups} }} }}\n"
            )
        );

    /// <param name="Defaulted">Null: nobody knows.</param>
    public sealed record Loan(string Id, long At, int Age, string? Sex, float Score, bool? Defaulted)
    {
        /// <summary>It tells sex, and nothing of age.</summary>
        public double Income => 1000 + (Sex == "m" ? 300 : 0) + At / (10 * RecordedHistory.Minute) * 37 % 500;

        public string Decision =>
            Score >= 0.5f ? "declined"
            : Score >= 0.4f ? "looked_at"
            : "granted";
    }

    public static Loan[] Loans(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var (age, sex) = (
                        random.Next(18, 90),
                        random.Next(10) == 0 ? null
                        : random.Next(3) == 0 ? "f"
                        : "m"
                    );
                    var score = (float)Math.Clamp(random.NextDouble() - (sex == "m" ? 0.15 : 0) + (age < 25 ? 0.2 : 0), 0, 1);
                    bool? defaulted = random.Next(5) == 0 ? null : random.NextDouble() < score * 0.8;
                    return new Loan($"l{i}", i * 10 * RecordedHistory.Minute, age, sex, score, defaulted);
                }),
        ];
    }

    public static async Task RecordAsync(LineageStore store, PipelinePlan plan, IReadOnlyList<Loan> loans, int partitions = 1)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            var own = loans.Where((_, i) => i % partitions == partition).ToList();
            await RecordedHistory.AppendAsync(
                store,
                new StreamKey("lender", plan.Final.Name, partition),
                own.Chunk(700).Select(chunk => new LineageTable(TableNames.Rows, Rows(plan, chunk))),
                Header
            );
            await RecordedHistory.AppendAsync(
                store,
                new StreamKey("lender", plan.Stages[0].Name, partition),
                own.Where(l => l.Defaulted is not null)
                    .Chunk(700)
                    .Select(chunk => new LineageTable(TableNames.Labels, Labels(plan, chunk))),
                Header
            );
        }
    }

    static BatchHeader Header(BatchHeader header) => header with { IdColumn = "LOAN", LabelIdColumn = "LOAN" };

    public static RecordBatch Rows(PipelinePlan plan, Loan[] loans)
    {
        var builder = new RowBuilder(RowSchema.ForSource(plan.Topology.Source).WithFeatures(["INCOME"]).Arrow);
        var decisions = new BytesColumnBuilder(StringType.Default);
        foreach (var loan in loans)
        {
            RecordedHistory.AppendSystem(builder, loan.At);
            builder.Bytes("LOAN").Append(Encoding.UTF8.GetBytes(loan.Id));
            builder.Fixed<long>("AT").Append(loan.At);
            builder.Fixed<long>("PERSON").Append(1);
            builder.Fixed<long>("AGE").Append(loan.Age);
            if (loan.Sex is { } sex)
                builder.Bytes("SEX").Append(Encoding.UTF8.GetBytes(sex));
            else
                builder.Bytes("SEX").AppendNull();
            builder.Fixed<double>("INCOME").Append(loan.Income);
            builder.Fixed<float>("INCOME").Append((float)loan.Income);
            builder.CommitRow();
            decisions.Append(Encoding.UTF8.GetBytes(loan.Decision));
        }

        var rows = builder.Build();
        return new RecordBatch(
            new Schema(
                [
                    .. rows.Schema.FieldsList,
                    new Field(TableNames.Score, FloatType.Default, nullable: false),
                    new Field(TableNames.Decision, StringType.Default, nullable: false),
                ],
                metadata: null
            ),
            [.. rows.Arrays, new FloatArray.Builder().Append(loans.Select(l => l.Score).ToArray().AsSpan()).Build(), decisions.Build()],
            rows.Length
        );
    }

    static RecordBatch Labels(PipelinePlan plan, Loan[] loans)
    {
        var builder = new RowBuilder(RowSchema.ForLabels(plan.Topology.Labels!).Arrow);
        foreach (var loan in loans)
        {
            RecordedHistory.AppendSystem(builder, loan.At + RecordedHistory.Day);
            builder.Bytes("LOAN").Append(Encoding.UTF8.GetBytes(loan.Id));
            builder.Fixed<long>("AT").Append(loan.At);
            builder.Fixed<long>("KNOWN").Append(loan.At + RecordedHistory.Day);
            builder.Bool("DEFAULTED").Append(loan.Defaulted!.Value);
            builder.CommitRow();
        }

        return builder.Build();
    }
}
