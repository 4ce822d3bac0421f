/* Links what tropebuild links (the driver passes the libraries) and ends. */
int main(void) { return 0; }
