using Streaming.Application.AddClient;
using Streaming.Application.ListClients;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Clients;

static class ClientsView
{
    static readonly string[] Columns = ["client", "roles", "topologies", "state", "let in by"];

    /// <summary>The secret stands alone on a line, so that a script can take it.</summary>
    public static void Added(Terminal terminal, AddedClient added) => terminal.Result(added, () =>
        {
            if (added.Secret is { } secret)
                terminal.Line(secret);
            terminal.Note(
                $"Client {added.Name}: {string.Join(", ", added.Roles.Select(r => r.Word()))} in {HolderWords.Where(added.Topologies)}. "
                    + (added.Secret is null ? "It has no secret." : "Nobody can read the secret again.")
            );
        });

    public static void List(Terminal terminal, IReadOnlyList<ListedClient> clients) => terminal.Result(clients, () =>
        {
            if (clients.Count == 0)
            {
                terminal.Line("No clients. Let one in: streaming clients add NAME --role ROLE");
                return;
            }

            var table = Tables.Texts(wrap: true, Columns);
            foreach (var client in clients)
            {
                Tables.Row(
                    table,
                    Printable.Text(client.Name),
                    Printable.Text(string.Join(", ", client.Roles)),
                    Printable.Text(HolderWords.Where(client.Topologies)),
                    client.RemovedAt is null ? "active" : "removed",
                    Printable.Text(client.CreatedBy ?? "unknown")
                );
            }

            terminal.Show(table);
        });

    public static void Removed(Terminal terminal, ListedClient client) =>
        terminal.Result(client, () => terminal.Line($"Client {Printable.Text(client.Name)} gets no tokens any more."));
}
