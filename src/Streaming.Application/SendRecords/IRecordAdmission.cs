namespace Streaming.Application.SendRecords;

/// <summary>Lets records in, once it is known how many they are.</summary>
public interface IRecordAdmission
{
    /// <summary>Before records are published; they may have to wait.</summary>
    /// <param name="records">So many.</param>
    /// <param name="isPart">They are a part of what comes, and are not to be sent again: they wait until there is room.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Disposed of once they are published; null: there is nothing to give back.</returns>
    /// <exception cref="Operations.LimitedException">There is no room for them now.</exception>
    ValueTask<IDisposable?> EnterAsync(int records, bool isPart, CancellationToken stop);
}
