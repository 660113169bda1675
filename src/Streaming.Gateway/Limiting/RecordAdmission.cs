using Streaming.Application.SendRecords;

namespace Streaming.Gateway.Limiting;

/// <summary>Lets one request's records in: by who brings them, and by where they go.</summary>
/// <param name="clients">What each client may bring.</param>
/// <param name="places">Places for each topology.</param>
/// <param name="client">Who brings them.</param>
/// <param name="topology">Where they go, as operations know it.</param>
sealed class RecordAdmission(ClientLimits clients, TopologyPlaces places, string client, string topology) : IRecordAdmission
{
    public async ValueTask<IDisposable?> EnterAsync(int records, bool isPart, CancellationToken stop)
    {
        if (isPart)
            await clients.RecordsInTimeAsync(client, records, stop);
        else
            clients.Records(client, records);
        return await places.EnterAsync(topology, PlaceKind.Work, stop);
    }
}

/// <summary>Lets an event in that is to be decided: its place is held until it is, and not only until it is published.</summary>
/// <inheritdoc cref="RecordAdmission"/>
sealed class DecisionAdmission(ClientLimits clients, TopologyPlaces places, string client, string topology) : IRecordAdmission, IDisposable
{
    IDisposable? _place;

    public async ValueTask<IDisposable?> EnterAsync(int records, bool isPart, CancellationToken stop)
    {
        clients.Records(client, records);
        _place = await places.EnterAsync(topology, PlaceKind.Decision, stop);
        return null;
    }

    public void Dispose() => _place?.Dispose();
}
