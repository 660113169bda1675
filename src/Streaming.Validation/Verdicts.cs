using Streaming.Events.Rows;

namespace Streaming.Validation;

/// <summary>The first fault found of each row.</summary>
sealed class Verdicts
{
    RowFault[] _faults = [];
    int _count;

    public void Reset(int rows)
    {
        if (_faults.Length < rows)
            _faults = new RowFault[Math.Max(rows, _faults.Length * 2)];
        else
            Array.Clear(_faults, 0, Math.Max(rows, _count));
        _count = rows;
        Any = false;
    }

    /// <summary>Whether any row has a fault.</summary>
    public bool Any { get; private set; }

    public bool Failed(int row) => Any && _faults[row].Detail is not null;

    public RowFault this[int row] => _faults[row];

    /// <summary>A row keeps the fault that was found first.</summary>
    public void Reject(int row, ReasonCode code, string? field, string detail) => Reject(row, new RowFault(code, field, detail));

    public void Reject(int row, RowFault fault)
    {
        if (_faults[row].Detail is not null)
            return;
        _faults[row] = fault;
        Any = true;
    }
}
