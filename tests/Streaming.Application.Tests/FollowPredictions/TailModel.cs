using Streaming.Application.FollowPredictions;
using Streaming.Application.FollowPredictions.Tails;

namespace Streaming.Application.Tests.FollowPredictions;

/// <summary>One reader and one who follows, whose steps come in any order; what is got is held against the topic after each.</summary>
sealed class TailModel
{
    const ulong Mark = 7;

    readonly MadeUpTopic _topic;
    readonly PredictionWindow _window;
    readonly PartitionOffsets _tail;
    readonly List<List<long>> _got = [];
    PartitionOffsets _read;
    TailFollower? _follower;

    public TailModel(MadeUpTopic topic, int steps, long bytes)
    {
        _topic = topic;
        (_tail, _read) = (topic.Start(), topic.Start());
        _window = new PredictionWindow(Mark, _tail, steps, bytes);
    }

    string Cursor => _follower?.Cursor ?? new PredictionCursor(Mark, _read.Next).ToString();

    public void Do(ModelStep what, int number)
    {
        var partition = number % _topic.Partitions;
        switch (what)
        {
            case ModelStep.Append:
                _topic.Append(partition, number % 3 != 0);
                break;
            case ModelStep.Enlarge when _topic.Partitions < 4:
                _topic.Enlarge();
                _window.Enlarge(_topic.Partitions);
                break;
            case ModelStep.Tail:
                var (next, record) = _topic.Read(partition, _tail[partition]);
                _tail.Pass(partition, next);
                _window.Add(partition, next, record);
                break;
            case ModelStep.ReadAlone when _follower is null:
                var (own, mine) = _topic.Read(partition, _read[partition]);
                if (_read.Pass(partition, own))
                    Get(mine);
                break;
            case ModelStep.Join when _follower is null:
                _follower = _window.Join(_read);
                break;
            case ModelStep.Take when _follower is not null:
                if (_follower.Take(out var taken) == Taken.Lost)
                    (_read, _follower) = (_follower.Read, null);
                Get(taken);
                break;
            case ModelStep.ComeBack:
                (_read, _follower) = (MadeUpTopic.At(Cursor), null);
                break;
        }

        Check();
    }

    /// <summary>Reads all there is.</summary>
    public void Finish()
    {
        for (var left = 10_000; left > 0 && !HasAll(); left--)
        {
            for (var partition = 0; partition < _topic.Partitions; partition++)
            {
                Do(ModelStep.Tail, partition);
                Do(_follower is null ? ModelStep.ReadAlone : ModelStep.Take, partition);
            }

            Do(ModelStep.Join, 0);
        }

        HasAll().ShouldBeTrue();
    }

    bool HasAll() =>
        Enumerable.Range(0, _topic.Partitions).All(p => _topic.RecordsBefore(p, int.MaxValue).SequenceEqual(p < _got.Count ? _got[p] : []));

    void Get(FollowedRecord? record)
    {
        if (record is null)
            return;
        while (_got.Count <= record.Partition)
            _got.Add([]);
        _got[record.Partition].Add(record.Offset);
    }

    /// <summary>The cursor says exactly what was got: each record before it once and in order, and none behind it.</summary>
    void Check()
    {
        var at = MadeUpTopic.At(Cursor);
        for (var partition = 0; partition < _topic.Partitions; partition++)
            (partition < _got.Count ? _got[partition] : []).ShouldBe(_topic.RecordsBefore(partition, at[partition]));
    }
}

/// <summary>What may happen next.</summary>
enum ModelStep
{
    /// <summary>An offset comes to the topic.</summary>
    Append,

    /// <summary>A partition comes.</summary>
    Enlarge,

    /// <summary>The shared reader reads.</summary>
    Tail,

    /// <summary>Who follows reads by a reader of their own.</summary>
    ReadAlone,

    /// <summary>They try the window.</summary>
    Join,

    /// <summary>They take a step of it.</summary>
    Take,

    /// <summary>They come back with their cursor.</summary>
    ComeBack,
}
