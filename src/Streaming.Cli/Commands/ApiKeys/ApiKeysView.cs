using Spectre.Console;
using Streaming.Application.CreateApiKey;
using Streaming.Application.ListApiKeys;
using Streaming.Application.Operations;
using Streaming.Application.VerifyApiKeys;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.ApiKeys;

static class ApiKeysView
{
    static readonly string[] Columns = ["key", "for", "roles", "topologies", "state", "until", "made by"];

    /// <summary>The key stands alone on a line, so that a script can take it.</summary>
    public static void Created(Terminal terminal, CreatedApiKey created) => terminal.Result(created, () =>
        {
            terminal.Line(created.Key);
            terminal.Note(
                $"Key {created.Id} for {created.Name}: {string.Join(", ", created.Roles.Select(r => r.Word()))} "
                    + $"in {HolderWords.Where(created.Topologies)}, until {created.ExpiresAt:yyyy-MM-dd}. Nobody can read it again."
            );
        });

    public static void List(Terminal terminal, IReadOnlyList<ListedApiKey> keys) => terminal.Result(keys, () =>
        {
            if (keys.Count == 0)
            {
                terminal.Line("No keys. Make one: streaming api-keys create NAME --role ROLE");
                return;
            }

            var table = Tables.Texts(wrap: true, Columns);
            foreach (var key in keys)
            {
                Tables.Row(
                    table,
                    Printable.Text(key.Id),
                    Printable.Text(key.Name),
                    Printable.Text(string.Join(", ", key.Roles)),
                    Printable.Text(HolderWords.Where(key.Topologies)),
                    key.State.ToString().ToLowerInvariant(),
                    $"{key.ExpiresAt:yyyy-MM-dd}",
                    Printable.Text(key.CreatedBy ?? "unknown")
                );
            }

            terminal.Show(table);
        });

    public static void Revoked(Terminal terminal, ListedApiKey key) =>
        terminal.Result(key, () => terminal.Line($"Key {Printable.Text(key.Id)} for {Printable.Text(key.Name)} opens nothing any more."));

    public static void Verified(Terminal terminal, VerifiedApiKeys verified) => terminal.Result(verified, () =>
        {
            foreach (var fault in verified.Faults)
                terminal.Line(fault);
            terminal.Line(
                verified.Sound
                    ? $"Sound: {verified.Keys:N0} keys; each is the one that was made, and none that was taken back holds again."
                    : $"Not sound: {verified.Faults.Count:N0} faults."
            );
        });
}
