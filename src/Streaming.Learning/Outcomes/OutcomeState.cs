using Streaming.Drift;
using Streaming.Drift.Risk;
using Streaming.Events.Time;

namespace Streaming.Learning.Outcomes;

/// <summary>What a tracker knows, as bytes: little endian, in a fixed order.</summary>
static class OutcomeState
{
    const byte Format = 1;
    const int LongestDetector = 1 << 20;

    internal static byte[] Save(OutcomeTracker tracker)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write(tracker.Options.After.Ticks);
        writer.Write(tracker.Options.RunLength);
        Write(writer, tracker.Risk.Save());
        Write(writer, tracker.Errors?.Save() ?? []);
        writer.Write(tracker.Decided);
        writer.Write(tracker.Wrong);
        writer.Write(tracker.Rows);
        writer.Write(tracker.Labelled);
        writer.Write(tracker.Withdrawn);
        writer.Write(tracker.Refused);
        writer.Write(tracker.Late);
        writer.Write(tracker.Watermark.Micros);
        writer.Write(tracker.History.Count);
        foreach (var figures in tracker.History)
            Write(writer, figures);
        writer.Write(tracker.BlockRows);
        writer.Write(tracker.Block.Count);
        foreach (var row in tracker.Block)
            Write(writer, row);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">These bytes are no saved state, or that of a later version.</exception>
    internal static OutcomeTracker Restore(byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        try
        {
            return Read(reader) is { } tracker && reader.BaseStream.Position == saved.Length ? tracker : throw Bad("it is too long");
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw Bad(e.Message);
        }
    }

    static OutcomeTracker Read(BinaryReader reader)
    {
        var format = reader.ReadByte();
        if (format != Format)
            throw new InvalidDataException($"State of judged rows in format {format}; this program knows {Format}.");
        var (after, runLength) = (new TimeSpan(reader.ReadInt64()), reader.ReadDouble());
        var risk = RiskTracker.Restore(Bytes(reader));
        var errors = Bytes(reader);
        var options = new OutcomeOptions(after, risk.Options, runLength);
        if (options.Fault is { } fault)
            throw Bad(fault);
        var tracker = new OutcomeTracker(options, risk)
        {
            Errors = errors.Length == 0 ? null : DriftDetector.Restore(errors),
            Decided = reader.ReadInt32(),
            Wrong = reader.ReadInt32(),
            Rows = reader.ReadInt64(),
            Labelled = reader.ReadInt64(),
            Withdrawn = reader.ReadInt64(),
            Refused = reader.ReadInt64(),
            Late = reader.ReadInt64(),
            Watermark = new Timestamp(reader.ReadInt64()),
        };
        var history = Many(reader, OutcomeTracker.MostHistory, Figures);
        var rows = reader.ReadInt32();
        tracker.Restore(history, rows, Many(reader, options.BlockRows, Row));
        return tracker;
    }

    static List<T> Many<T>(BinaryReader reader, int most, Func<BinaryReader, T> read)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > most)
            throw Bad($"a count of {count} where {most} is the most");
        var all = new List<T>();
        while (all.Count < count)
            all.Add(read(reader));
        return all;
    }

    static byte[] Bytes(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        return length is >= 0 and <= LongestDetector && reader.ReadBytes(length) is { } bytes && bytes.Length == length
            ? bytes
            : throw Bad("it ends early");
    }

    static void Write(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    static void Write(BinaryWriter writer, OutcomeFigures figures)
    {
        foreach (var count in (int[])[figures.Rows, figures.Labelled, figures.Positives, figures.Repeated, figures.Contradicted])
            writer.Write(count);
        double?[] numbers =
        [
            figures.SquaredError,
            figures.ErrorRate,
            figures.AlertRate,
            figures.AveragePrecision,
            figures.CalibrationError,
            figures.ExpectedToObserved,
        ];
        foreach (var number in numbers)
            writer.Write(number ?? double.NaN);
        foreach (var delay in (TimeSpan?[])[figures.MedianDelay, figures.LongDelay])
            writer.Write(delay?.Ticks ?? -1);
    }

    static OutcomeFigures Figures(BinaryReader reader)
    {
        var (rows, labelled, positives) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var (repeated, contradicted) = (reader.ReadInt32(), reader.ReadInt32());
        return new OutcomeFigures
        {
            Rows = rows,
            Labelled = labelled,
            Positives = positives,
            SquaredError = Number(),
            ErrorRate = Number(),
            AlertRate = Number(),
            AveragePrecision = Number(),
            CalibrationError = Number(),
            ExpectedToObserved = Number(),
            MedianDelay = Delay(),
            LongDelay = Delay(),
            Repeated = repeated,
            Contradicted = contradicted,
        };

        double? Number() => reader.ReadDouble() is var number && double.IsNaN(number) ? null : number;

        TimeSpan? Delay() => reader.ReadInt64() is var ticks and >= 0 ? new TimeSpan(ticks) : null;
    }

    static void Write(BinaryWriter writer, JudgedRow row)
    {
        writer.Write(row.Score);
        writer.Write((byte)(row.Alert is { } alert ? (alert ? 1 : 0) : 2));
        writer.Write(row.Positive);
        writer.Write(row.Delay.Ticks);
        writer.Write(row.Labels);
        writer.Write(row.Contradicted);
    }

    static JudgedRow Row(BinaryReader reader)
    {
        var (score, alert) = (reader.ReadSingle(), reader.ReadByte());
        return new JudgedRow(
            score,
            alert switch
            {
                0 => false,
                1 => true,
                _ => null,
            },
            reader.ReadBoolean(),
            new TimeSpan(reader.ReadInt64()),
            reader.ReadInt32(),
            reader.ReadBoolean()
        );
    }

    static InvalidDataException Bad(string what) => new($"State of judged rows is damaged: {what}.");
}
