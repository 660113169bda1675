using System.Runtime.Intrinsics;
using Streaming.Drift.Distances;
using Streaming.Drift.Evidence;
using Streaming.Drift.State;

namespace Streaming.Drift.Columns;

/// <summary>
/// Watches the columns of a table at once, row by row. The first rows are the reference. The mean of the columns' e-detectors is an
/// e-detector
/// whatever hangs together among them, so that the stated average run length holds for all of them together; those at fault are named by
/// e-BH
/// (Wang, Ramdas, False discovery rate control with e-values, JRSS B 2022). After an alarm the next rows are what is expected from then
/// on, so that a
/// lasting change alarms once; distances stay those from the first reference. The answers depend on the rows and their order alone.
/// </summary>
public sealed class ColumnsDetector
{
    const byte Format = 1;

    // More than a sum of so many doubles can differ by, in whatever order they are added up.
    const double Rounding = 1e-6;
    const int MostColumns = 10_000;
    const int LongestName = 4096;

    readonly string[] _names;
    readonly int _blockRows;

    // Row after row. It grows as rows come: what a damaged state says of sizes reserves nothing.
    readonly List<float> _learning = [];
    int _learned;
    ColumnBets[]? _bets;
    ColumnBlocks[]? _blocks;
    int _inBlock;

    /// <param name="names">The columns.</param>
    /// <param name="options">How they are watched.</param>
    public ColumnsDetector(IReadOnlyList<string> names, ColumnsOptions options)
    {
        if (options.Fault is { } fault)
            throw new ArgumentException(fault, nameof(options));
        if (names.Count is 0 or > MostColumns)
            throw new ArgumentException($"From 1 to {MostColumns} columns are watched at once.", nameof(names));
        (_names, Options) = ([.. names], options);
        _blockRows = Math.Max(50, options.ReferenceRows / 4);
    }

    /// <summary>How they are watched.</summary>
    public ColumnsOptions Options { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Rows up to now, looked at or not.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that are still to come before it watches; 0: it does.</summary>
    public int ToLearn => _bets is null ? Options.ReferenceRows - _learned : 0;

    /// <summary>Whether it looks at the next row.</summary>
    public bool LooksAtNext => Rows % Options.Every == 0;

    /// <summary>So many rows come before the next one that it looks at.</summary>
    public int ToNextLook => (int)((Options.Every - Rows % Options.Every) % Options.Every);

    /// <summary>Passes over a row that it does not look at.</summary>
    public void Skip() => Rows++;

    /// <summary>Takes one more row.</summary>
    /// <param name="row">A value for each column; NaN is a missing one.</param>
    /// <returns>An alarm; null: none.</returns>
    public ColumnsAlarm? Add(ReadOnlySpan<float> row)
    {
        if (row.Length != _names.Length)
            throw new ArgumentException($"{row.Length} values are not of these {_names.Length} columns.", nameof(row));
        var looks = LooksAtNext;
        Skip();
        if (!looks)
            return null;
        var held = Take(row);
        EndRow();
        if (_bets is null)
        {
            Learn(row);
            return null;
        }

        // Nearly always it is far from enough, and adding up exactly, column by column, is what takes time.
        if (Vector256.Sum(held) < Options.RunLength * ColumnBets.Kinds * row.Length * (1 - Rounding))
            return null;
        var evidence = _bets.Sum(b => b.Evidence) / row.Length;
        if (evidence < Options.RunLength)
            return null;
        var alarm = new ColumnsAlarm(Rows, evidence, Culprits());
        (_bets, _learned) = (null, 0);
        return alarm;
    }

    /// <summary>Counts the values and bets on them.</summary>
    /// <returns>The sum over the columns of what <see cref="ColumnBets.Add"/> returns.</returns>
    Vector256<double> Take(ReadOnlySpan<float> row)
    {
        var held = Vector256<double>.Zero;
        for (var i = 0; i < row.Length; i++)
        {
            var value = Value(row[i]);
            var blocks = _blocks?[i];
            var bin = blocks?.Reference.BinOf(value) ?? 0;
            blocks?.Add(bin);
            if (_bets?[i] is { } bets)
                held += bets.Add(ReferenceEquals(bets.Baseline, blocks?.Reference) ? bin : bets.Baseline.BinOf(value));
        }

        return held;
    }

    /// <summary>How each column stands to the first reference.</summary>
    public IReadOnlyList<ColumnState> States() =>
        [
            .. _names.Select(
                (name, i) =>
                {
                    var evidence = _bets?[i].Evidence ?? 0;
                    return _blocks?[i].State(name, evidence) ?? new ColumnState(name, evidence, null, null, null, null, null, []);
                }
            ),
        ];

    /// <summary>All that it knows, for <see cref="Restore"/>.</summary>
    public byte[] Save()
    {
        var state = new StateWriter();
        state.Byte(Format);
        state.Double(Options.RunLength);
        state.Long(Options.ReferenceRows);
        state.Long(Options.Every);
        state.Long(_names.Length);
        foreach (var name in _names)
            state.Text(name);
        state.Long(Rows);
        state.Bool(_bets is not null);
        if (_bets is null)
        {
            state.Long(_learned);
            foreach (var value in _learning)
                state.Float(value);
        }

        foreach (var bets in _bets ?? [])
            bets.Write(state);
        state.Bool(_blocks is not null);
        state.Long(_inBlock);
        foreach (var blocks in _blocks ?? [])
            blocks.Write(state);
        return state.ToArray();
    }

    /// <summary>The detector whose state was saved.</summary>
    /// <exception cref="InvalidDataException">These bytes are no saved state, or that of a later version.</exception>
    public static ColumnsDetector Restore(ReadOnlySpan<byte> saved)
    {
        var state = new StateReader(saved);
        var format = state.Byte();
        if (format != Format)
            throw new InvalidDataException($"State of watched columns in format {format}; this program knows {Format}.");
        var options = new ColumnsOptions(state.Double(), (int)state.Count(int.MaxValue), (int)state.Count(int.MaxValue));
        if (options.Fault is { } fault)
            throw StateReader.Bad(fault);
        var names = new List<string>();
        for (var left = state.Count(MostColumns); left > 0; left--)
            names.Add(state.Text(LongestName));
        if (names.Count == 0)
            throw StateReader.Bad("no column");
        var detector = new ColumnsDetector(names, options);
        detector.Read(ref state);
        state.End();
        return detector;
    }

    void Read(ref StateReader state)
    {
        Rows = state.Count(long.MaxValue - 1);
        if (state.Bool())
        {
            _bets = new ColumnBets[_names.Length];
            for (var i = 0; i < _bets.Length; i++)
                _bets[i] = ColumnBets.Read(ref state, UnitCell.MostWealth(3 * Options.RunLength * _names.Length));
        }
        else
        {
            _learned = (int)state.Count(Options.ReferenceRows - 1);
            for (var i = 0L; i < (long)_learned * _names.Length; i++)
                _learning.Add(state.Float());
        }

        var watched = state.Bool();
        _inBlock = (int)state.Count(_blockRows - 1);
        if (!watched)
            return;
        _blocks = new ColumnBlocks[_names.Length];
        for (var i = 0; i < _blocks.Length; i++)
            _blocks[i] = ColumnBlocks.Read(ref state, _bets?[i].Baseline);
    }

    void EndRow()
    {
        if (_blocks is null || ++_inBlock < _blockRows)
            return;
        _inBlock = 0;
        foreach (var blocks in _blocks)
            blocks.End();
    }

    void Learn(ReadOnlySpan<float> row)
    {
        _learning.AddRange(row);
        if (++_learned < Options.ReferenceRows)
            return;
        var references = new ReferenceHistogram[_names.Length];
        var values = new double[_learned];
        for (var column = 0; column < _names.Length; column++)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = Value(_learning[i * _names.Length + column]);
            references[column] = ReferenceHistogram.Of(values, beyond: true);
        }

        _bets = Array.ConvertAll(references, r => new ColumnBets(r));
        _blocks ??= Array.ConvertAll(references, r => new ColumnBlocks(r));
        _learned = 0;
        _learning.Clear();
    }

    /// <summary>The most columns whose evidence is each at least as great as so many need: e-BH. One at least, the plainest.</summary>
    Culprit[] Culprits()
    {
        var sorted = _names.Zip(_bets!, (name, bets) => new Culprit(name, bets.Evidence)).OrderByDescending(c => c.Evidence).ToArray();
        var named = sorted.Length;
        while (named > 1 && sorted[named - 1].Evidence < Options.RunLength * sorted.Length / named)
            named--;
        return sorted[..named];
    }

    /// <summary>An infinite value is no value to compare.</summary>
    static double Value(float value) => float.IsFinite(value) ? value : double.NaN;
}
