using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Security;

/// <summary>Tells which users clients have made, and with which mechanisms they come in.</summary>
sealed class DescribeUserScramCredentialsApi(BrokerServices services) : SyncApi(ApiKey.DescribeUserScramCredentials, 0, 0, 0)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var asked = Read(ref reader);
        var error = request.Access.Cluster(KafkaOperation.Describe);
        response.Int32(0);
        response.Error(error);
        response.String(null);
        var names = error == ErrorCode.None ? asked ?? [.. services.ScramUsers.Names] : [];
        response.Array(names.Count);
        foreach (var name in names)
            Write(response, name, names.Count(other => other == name) > 1);
        response.Tags();
    }

    // Null, and an empty list too, ask for all.
    static List<string>? Read(ref WireReader reader)
    {
        var names = new List<string>();
        for (var count = reader.NullableArrayLength(); count > 0; count--)
        {
            names.Add(reader.String());
            reader.Tags();
        }

        return names.Count == 0 ? null : names;
    }

    void Write(WireWriter response, string name, bool twice)
    {
        var credentials = new[] { ScramHash.Sha256, ScramHash.Sha512 }
            .Select(hash => services.ScramUsers.Find(name, hash))
            .OfType<ScramCredential>()
            .ToList();
        var error =
            twice ? ErrorCode.DuplicateResource
            : credentials.Count == 0 ? ErrorCode.ResourceNotFound
            : ErrorCode.None;
        response.String(name);
        response.Error(error);
        response.String(
            error switch
            {
                ErrorCode.DuplicateResource => $"User {name} is asked for twice.",
                ErrorCode.ResourceNotFound => $"There is no user {name} with a SCRAM credential.",
                _ => null,
            }
        );
        response.Array(error == ErrorCode.None ? credentials.Count : 0);
        foreach (var credential in error == ErrorCode.None ? credentials : [])
        {
            response.Int8(ScramFields.Number(credential.Hash));
            response.Int32(credential.Iterations);
            response.Tags();
        }

        response.Tags();
    }
}
