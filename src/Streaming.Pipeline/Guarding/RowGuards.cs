using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Expressions;
using Streaming.Events.Groups;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Guarding;

/// <summary>
/// The guards of a topology over decided rows: a pure function of the rows and of what the batch before recorded, so that replay gives the
/// same decisions. Guards act in their declared order; each sees what those before it have left, and a row that one has changed is not
/// changed again. Thread-safe.
/// </summary>
sealed class RowGuards
{
    readonly TopologyModel _topology;
    readonly byte[][] _decisions;
    readonly byte[][] _names;
    readonly OutlierRows _outliers;

    RowGuards(TopologyModel topology)
    {
        _topology = topology;
        _decisions = [.. topology.Score.Decisions.Select(d => Encoding.UTF8.GetBytes(d.Name))];
        _names = [.. topology.Guards.Select(g => Encoding.UTF8.GetBytes(RecordColumns.GuardPrefix + g.Name))];
        _outliers = new OutlierRows([.. topology.Features.Select(f => f.Name)]);
    }

    /// <summary>Null for a topology that declares none.</summary>
    public static RowGuards? Of(TopologyModel topology) => topology.Guards.Count == 0 ? null : new RowGuards(topology);

    /// <param name="decided">Rows with score and decision.</param>
    /// <param name="deciders">Who decided.</param>
    /// <param name="before">What the batch before recorded of guards.</param>
    /// <param name="watermark">The partition's clock after the batch.</param>
    public GuardedRows Guard(RecordBatch decided, RowDeciders deciders, IReadOnlyList<GuardState> before, Timestamp watermark)
    {
        var (events, after) = (new List<GuardEvent>(), new List<GuardState>());
        var changes = new DecisionChanges(Decisions(Columns.Bytes(decided, TableNames.Decision), decided.Length));
        foreach (var (place, guard) in _topology.Guards.Index())
        {
            switch (guard)
            {
                case LimitGuard limit:
                    var breaker = new LimitBreaker(limit, before.FirstOrDefault(s => s.Guard == limit.Name), watermark, events);
                    Limit(limit, place, breaker, decided, changes);
                    after.Add(breaker.Save());
                    break;
                case DisparityGuard disparity:
                    var groups = new DisparityBreaker(disparity, before.FirstOrDefault(s => s.Guard == disparity.Name), watermark, events);
                    HoldAgainstEachOther(disparity, place, groups, decided, changes);
                    after.Add(groups.Save());
                    break;
                case AbstainGuard abstain:
                    Abstain(abstain, place, decided, deciders, changes);
                    break;
                case OutlierGuard outlier:
                    SetApart(outlier, place, decided, deciders, changes);
                    break;
            }
        }

        return new GuardedRows(changes.Any ? Columned(decided, changes) : decided, after, events);
    }

    void Limit(LimitGuard limit, int guard, LimitBreaker breaker, RecordBatch decided, DecisionChanges changes)
    {
        var times = Columns.Times(decided, SystemColumns.EventTime);
        var flags = Columns.UInt8(decided, SystemColumns.Flags);
        var (counted, then) = (IndexOf(limit.Decision), limit.FallsBack ? -1 : IndexOf(limit.Then));
        for (var row = 0; row < decided.Length; row++)
        {
            var early = (flags[row] & (byte)RowFlags.Early) != 0;
            if (!breaker.Takes(times[row], early, changes.Now[row] == counted, row))
                continue;
            if (limit.FallsBack)
                changes.Change(row, ByRule(decided, changes)[row], guard);
            else if (changes.Now[row] == counted)
                changes.Change(row, then, guard);
        }
    }

    /// <summary>Whoever the row is about: nobody is decided about by the group that they are in.</summary>
    void HoldAgainstEachOther(DisparityGuard guard, int place, DisparityBreaker breaker, RecordBatch decided, DecisionChanges changes)
    {
        var times = Columns.Times(decided, SystemColumns.EventTime);
        var flags = Columns.UInt8(decided, SystemColumns.Flags);
        var groups = new GroupColumn(guard.Attribute).Of(decided);
        var counted = guard.Counted.Select(IndexOf).ToHashSet();
        var adverse = guard.Adverse.Select(IndexOf).ToHashSet();
        var then = guard.FallsBack ? -1 : IndexOf(guard.Then);
        for (var row = 0; row < decided.Length; row++)
        {
            var early = (flags[row] & (byte)RowFlags.Early) != 0;
            if (!breaker.Takes(times[row], early, groups[row], counted.Contains(changes.Now[row]), row))
                continue;
            if (guard.FallsBack)
                changes.Change(row, ByRule(decided, changes)[row], place);
            else if (adverse.Contains(changes.Now[row]))
                changes.Change(row, then, place);
        }
    }

    /// <summary>Of what the rule decides no error rate is known: that goes out.</summary>
    void Abstain(AbstainGuard abstain, int guard, RecordBatch decided, RowDeciders deciders, DecisionChanges changes)
    {
        var scores = Columns.Float(decided, TableNames.Score);
        var bounds = deciders.Models.Select(m => m?.Facts?.HeldOut?.At(abstain.Error)).ToArray();
        var (to, otherwise) = (IndexOf(abstain.To), _decisions.Length - 1);
        for (var row = 0; row < decided.Length; row++)
        {
            if (bounds[deciders.Of(row)] is not { } possible)
                continue;
            var alert = changes.Now[row] != otherwise;
            if (alert ? !possible.SaysPositive(scores[row]) : !possible.SaysNegative(scores[row]))
                changes.Change(row, to, guard);
        }
    }

    /// <summary>The rule was trained on nothing that a row could be unlike: what it decides goes out.</summary>
    void SetApart(OutlierGuard outlier, int guard, RecordBatch decided, RowDeciders deciders, DecisionChanges changes)
    {
        var references = deciders.Models.Select(m => m?.Facts?.Isolation).ToArray();
        var shortest = System.Array.ConvertAll(references, r => r?.ShortestAt(outlier.Rate) ?? float.NegativeInfinity);
        var lengths = changes.Lengths ??= _outliers.Lengths(decided, deciders);
        var to = IndexOf(outlier.To);
        for (var row = 0; row < lengths.Length; row++)
        {
            if (lengths[row] < shortest[deciders.Of(row)])
                changes.ChangeOutlier(row, to, guard, references[deciders.Of(row)]!.Forest.ScoreOf(lengths[row]));
        }
    }

    int IndexOf(string decision) => _topology.Score.Decisions.Index().First(d => d.Item.Name == decision).Index;

    /// <summary>What the topology's rule decides about each row; computed for batches that need it, once.</summary>
    int[] ByRule(RecordBatch decided, DecisionChanges changes)
    {
        if (changes.ByRule is { } known)
            return known;
        var given = Columns.FeatureIndexOf(decided.Schema, TableNames.Score);
        var rows = new RecordBatch(
            new Schema(decided.Schema.FieldsList.Take(given), metadata: null),
            decided.Arrays.Take(given),
            decided.Length
        );
        var scores = new float[rows.Length];
        new RuleScore(_topology.Score.Rule!).Score(rows, scores);
        var scored = rows.With(TableNames.Score, FloatType.Default, new FloatArray.Builder().Append(scores.AsSpan()).Build());
        var names = new BytesColumn(new Decider(_topology.Score.Decisions).Decide(scored));
        return changes.ByRule = Decisions(names, rows.Length);
    }

    /// <summary>Their places among the topology's decisions.</summary>
    int[] Decisions(BytesColumn names, int rows)
    {
        var places = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            while (!names[row].SequenceEqual(_decisions[places[row]]))
                places[row]++;
        }

        return places;
    }

    RecordBatch Columned(RecordBatch decided, DecisionChanges changes)
    {
        var place = Columns.IndexOf(decided.Schema, TableNames.Decision);
        var (now, was, by) = (Texts(), Texts(), Texts());
        for (var row = 0; row < decided.Length; row++)
        {
            now.Append(_decisions[changes.Now[row]]);
            if (changes.By[row] is var guard && guard < 0)
            {
                was.AppendNull();
                by.AppendNull();
                continue;
            }

            was.Append(_decisions[changes.Was[row]]);
            by.Append(_names[guard]);
        }

        var arrays = decided.Arrays.ToArray();
        arrays[place] = now.Build();
        var changed = new RecordBatch(decided.Schema, arrays, decided.Length)
            .With(RecordColumns.UnguardedDecision, StringType.Default, was.Build(), nullable: true)
            .With(RecordColumns.ChangedBy, StringType.Default, by.Build(), nullable: true);
        return changes.Isolation is { } scores
            ? changed.With(RecordColumns.Isolation, FloatType.Default, Scores(scores), nullable: true)
            : changed;

        static Events.Rows.Builders.BytesColumnBuilder Texts() => new(StringType.Default);

        static FloatArray Scores(float[] scores)
        {
            var column = new FloatArray.Builder();
            foreach (var score in scores)
            {
                if (float.IsNaN(score))
                    column.AppendNull();
                else
                    column.Append(score);
            }

            return column.Build();
        }
    }
}
