using Streaming.Events.Raw;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Ordering;

/// <summary>
/// One topic partition of a merge: a queue for each of its publishers, so that none makes another's rows late. Its position is
/// the prefix that all of them have passed; what one has taken beyond is in its own.
/// </summary>
sealed class MergedInput
{
    /// <summary>Who gives a further name is taken for one who gives none: no stranger makes the memory grow.</summary>
    public const int MostPublishers = 64;

    readonly MergeInput _input;
    readonly int _index;
    readonly long _drift;
    readonly long _newSince;
    long _readTo;
    long _sequence;

    public MergedInput(MergeInput input, int index, long drift)
    {
        (_input, _index, _drift) = (input, index, drift);
        _readTo = _newSince = Math.Max(input.Publishers?.ReadTo ?? 0, input.Start.NextOffset);
        var positions = input.Publishers?.Positions ?? [];
        Open(
            PublisherName.Plain,
            0,
            positions.Where(p => p.Name == PublisherName.Plain).Select(p => p.Position).FirstOrDefault(input.Start)
        );
        foreach (var (name, since, position) in positions.Where(p => p.Name != PublisherName.Plain))
            Open(name, since, position);
    }

    public InputReading Reading { get; } = new();

    /// <summary>The plain publisher's first.</summary>
    public List<InputQueue> Queues { get; } = [];

    public long Bytes => Queues.Count == 1 ? Queues[0].Bytes : Queues.Sum(q => q.Bytes);

    public InputPosition Position =>
        Queues.Count == 1 ? Queues[0].Position : Queues[0].Position with { NextOffset = Queues.Min(q => q.FirstUnpassed) ?? _readTo };

    /// <summary>What the position does not tell; null where there is one publisher.</summary>
    public InputPublishers? Publishers =>
        Queues.Count == 1
            ? null
            : new InputPublishers(
                _input.Start.Topic,
                _readTo,
                [
                    .. Queues.Select(q => new PublisherPosition(
                        q.Publisher,
                        q.Since,
                        q.Position with
                        {
                            NextOffset = q.FirstUnpassed ?? _readTo,
                        }
                    )),
                ]
            );

    /// <summary>Takes a piece of the input.</summary>
    /// <param name="slice">The piece.</param>
    /// <param name="isSilent">Whether a publisher is heard of no more; its queue may be given up for another's.</param>
    /// <returns>The queues it went to.</returns>
    public IReadOnlyList<InputQueue> Add(MergeSlice slice, Predicate<InputQueue> isSilent)
    {
        var sequence = _sequence++;
        if (_input.Kind != InputKind.Channel)
        {
            foreach (var run in slice.Publishers)
            {
                if (Find(run.Name) is null)
                    Admit(run.Name, Math.Max(run.From, _newSince), isSilent);
            }
        }

        _readTo = Math.Max(_readTo, slice.NextOffset);
        if (Queues.Count == 1)
        {
            Queues[0].Add(slice, sequence);
            return Queues;
        }

        if (Whole(slice) is { } only)
        {
            only.Add(slice, sequence);
            return [only];
        }

        var heard = new List<InputQueue>();
        foreach (var queue in Queues)
        {
            var part = PublisherParts.Part(slice, offset => offset >= queue.Start.NextOffset && QueueOf(slice, offset) == queue);
            if (part.IsEmpty)
                continue;
            queue.Add(part, sequence);
            heard.Add(queue);
        }

        return heard;
    }

    /// <summary>The queue that takes the piece as it is: nearly always, a partition has one publisher at a time.</summary>
    InputQueue? Whole(MergeSlice slice)
    {
        var first = PublisherParts.FirstOffset(slice);
        if (slice.Publishers is [var run] ? first < run.From : slice.Publishers.Count > 1)
            return null;
        var queue = Find(PublisherParts.NameAt(slice.Publishers, first)) ?? Queues[0];
        return first >= queue.Since && first >= queue.Start.NextOffset ? queue : null;
    }

    InputQueue QueueOf(MergeSlice slice, long offset) =>
        Find(PublisherParts.NameAt(slice.Publishers, offset)) is { } queue && offset >= queue.Since ? queue : Queues[0];

    InputQueue? Find(string name)
    {
        foreach (var queue in Queues)
        {
            if (queue.Publisher == name)
                return queue;
        }

        return null;
    }

    /// <summary>Gives a publisher a queue if there is one left: another's is given up only while nothing at all is waiting.</summary>
    void Admit(string name, long since, Predicate<InputQueue> isSilent)
    {
        if (Queues.Count > MostPublishers)
        {
            var gone = Queues.TrueForAll(q => q.IsEmpty) ? Queues.FindIndex(1, q => isSilent(q)) : -1;
            if (gone < 0)
                return;
            Queues.RemoveAt(gone);
        }

        Open(name, since, new InputPosition(_input.Start.Topic, _input.Start.Partition, since));
    }

    void Open(string name, long since, InputPosition start) =>
        Queues.Add(new InputQueue(_input, name, since, _index, _drift, start, Reading));
}
